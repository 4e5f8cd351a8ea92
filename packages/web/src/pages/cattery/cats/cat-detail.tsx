import type { Cat } from '@portress/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { BackToList } from '../back-to-list.tsx';
import { catQuery } from '../cattery.ts';
import { DetailFault, DetailSkeleton } from '../detail-states.tsx';
import { Missing } from '../missing.tsx';
import { PaneTitle } from '../pane-title.tsx';
import { Refusal } from '../refusal.tsx';
import { useAddressedId, useListedOwner } from '../use-address.ts';
import { useMay } from '../use-may.ts';
import { useOutcome } from '../use-outcome.ts';
import { isProblem } from '../use-refusal.ts';
import { CatFacts } from './cat-facts.tsx';
import { catsOf } from './cats-search.ts';
import { DeleteCat } from './delete-cat.tsx';
import { Vaccinate } from './vaccinate.tsx';

export function CatDetail() {
  const { t } = useTranslation();
  const id = useAddressedId();
  const ownerId = useListedOwner();
  return (
    <>
      <BackToList to="/cats" search={catsOf(ownerId)}>
        {t('nav.cats')}
      </BackToList>
      <FoundCat key={id} id={id} />
    </>
  );
}

function FoundCat({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: cat, error, refetch } = useQuery(catQuery(id));
  if (isProblem(error, 'not_found')) {
    return (
      <Missing
        title={t('cattery.cats.missing')}
        about={t('cattery.cats.missing_about')}
        action={<ButtonLink to="/cats">{t('cattery.cats.all')}</ButtonLink>}
      />
    );
  }
  if (cat) return <OneCat cat={cat} />;
  if (error) return <DetailFault title={t('cattery.cats.one')} error={error} retry={() => void refetch()} />;
  return <DetailSkeleton />;
}

function OneCat({ cat }: { cat: Cat }) {
  const { t } = useTranslation();
  const ownerId = useListedOwner();
  const may = useMay();
  const outcome = useOutcome();
  return (
    <div className="flex flex-col gap-6">
      <PaneTitle>{cat.nickname}</PaneTitle>
      <Refusal outcome={outcome} />
      <CatFacts cat={cat} action={may.change && <Vaccinate cat={cat} outcome={outcome} />} />
      {may.change && (
        <div className="flex flex-wrap gap-3 max-wide:*:grow">
          <ButtonLink to="/cats/$id/edit" params={{ id: cat.id }} search={catsOf(ownerId)}>
            {t('common.edit')}
          </ButtonLink>
          {may.delete && <DeleteCat cat={cat} outcome={outcome} />}
        </div>
      )}
    </div>
  );
}
