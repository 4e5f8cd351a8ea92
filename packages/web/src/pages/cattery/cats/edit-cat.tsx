import { type Cat, etagOf } from '@portress/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { catQuery, cattery, rememberCat } from '../cattery.ts';
import { DetailFault, DetailSkeleton } from '../detail-states.tsx';
import { FormPane } from '../form-pane.tsx';
import { Missing } from '../missing.tsx';
import { OnlyWhoMayChange } from '../only-who-may-change.tsx';
import { replaceOnTop } from '../replace-on-top.ts';
import { useAddressedId, useListedOwner } from '../use-address.ts';
import { isProblem } from '../use-refusal.ts';
import { CatForm } from './cat-form.tsx';
import { catsOf } from './cats-search.ts';

export function EditCat() {
  const { t } = useTranslation();
  const id = useAddressedId();
  const { data: cat, error, refetch } = useQuery(catQuery(id));
  if (isProblem(error, 'not_found') && !cat) {
    return (
      <Missing
        title={t('cattery.cats.missing')}
        about={t('cattery.cats.missing_about')}
        action={<ButtonLink to="/cats">{t('cattery.cats.all')}</ButtonLink>}
      />
    );
  }
  if (cat) {
    return (
      <OnlyWhoMayChange>
        <Form key={id} cat={cat} />
      </OnlyWhoMayChange>
    );
  }
  if (error) return <DetailFault title={t('cattery.cats.one')} error={error} retry={() => void refetch()} />;
  return <DetailSkeleton />;
}

/** Says what it was made from, so that nobody overwrites what somebody else has saved meanwhile without knowing. */
function Form({ cat }: { cat: Cat }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ownerId = useListedOwner();
  const tag = useRef(etagOf(cat));
  const page = { to: '/cats/$id', params: { id: cat.id }, search: catsOf(ownerId) } as const;
  return (
    <FormPane title={t('cattery.cats.edit')} cancel={page}>
      <CatForm
        cat={cat}
        owner={cat.owner}
        submitLabel={t('common.save')}
        save={async (fields) => {
          const replace = (ifMatch: string | undefined) => cattery.cats.replace(cat.id, fields, { ifMatch });
          rememberCat(await replaceOnTop(tag, replace, () => cattery.cats.find(cat.id)));
          await navigate({ ...page, replace: true });
        }}
      />
    </FormPane>
  );
}
