import type { Owner } from '@portress/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { Email } from '../../../ui/email.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import { BackToList } from '../back-to-list.tsx';
import { ownerQuery } from '../cattery.ts';
import { DetailFault, DetailSkeleton } from '../detail-states.tsx';
import { Missing } from '../missing.tsx';
import { PaneTitle } from '../pane-title.tsx';
import { Refusal } from '../refusal.tsx';
import { useAddressedId } from '../use-address.ts';
import { useMay } from '../use-may.ts';
import { useOutcome } from '../use-outcome.ts';
import { isProblem } from '../use-refusal.ts';
import { DeleteOwner } from './delete-owner.tsx';
import { nameOfOwner } from './name-of-owner.ts';
import { OwnersCats } from './owners-cats.tsx';

export function OwnerDetail() {
  const { t } = useTranslation();
  const id = useAddressedId();
  return (
    <>
      <BackToList to="/owners">{t('nav.owners')}</BackToList>
      <FoundOwner key={id} id={id} />
    </>
  );
}

function FoundOwner({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: owner, error, refetch } = useQuery(ownerQuery(id));
  if (isProblem(error, 'not_found')) {
    return (
      <Missing
        title={t('cattery.owners.missing')}
        about={t('cattery.owners.missing_about')}
        action={<ButtonLink to="/owners">{t('cattery.owners.all')}</ButtonLink>}
      />
    );
  }
  if (owner) return <OneOwner owner={owner} />;
  if (error) return <DetailFault title={t('cattery.owners.one')} error={error} retry={() => void refetch()} />;
  return <DetailSkeleton />;
}

function OneOwner({ owner }: { owner: Owner }) {
  const { t } = useTranslation();
  const may = useMay();
  const outcome = useOutcome();
  const hasCats = isProblem(outcome.error, 'owner_has_cats');
  return (
    <div className="flex flex-col gap-6">
      <PaneTitle>{nameOfOwner(owner)}</PaneTitle>
      <Refusal
        outcome={outcome}
        wayOut={
          hasCats && (
            <ButtonLink to="/cats" search={{ owner_id: owner.id }}>
              {t('cattery.owners.their_cats')}
            </ButtonLink>
          )
        }
      />
      <Rows>
        <Row label={t('cattery.owners.email')}>
          <Email address={owner.email} />
        </Row>
        <Row label={t('cattery.added')}>
          <Moment at={owner.created_at} />
        </Row>
      </Rows>
      {may.change && (
        <div className="flex flex-wrap gap-3 max-wide:*:grow">
          <ButtonLink to="/owners/$id/edit" params={{ id: owner.id }}>
            {t('common.edit')}
          </ButtonLink>
          {may.delete && <DeleteOwner owner={owner} outcome={outcome} />}
        </div>
      )}
      <OwnersCats ownerId={owner.id} />
    </div>
  );
}
