import { etagOf, type Owner } from '@portress/sdk';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { cattery, ownerQuery, rememberOwner } from '../cattery.ts';
import { DetailFault, DetailSkeleton } from '../detail-states.tsx';
import { FormPane } from '../form-pane.tsx';
import { Missing } from '../missing.tsx';
import { OnlyWhoMayChange } from '../only-who-may-change.tsx';
import { replaceOnTop } from '../replace-on-top.ts';
import { useAddressedId } from '../use-address.ts';
import { isProblem } from '../use-refusal.ts';
import { OwnerForm } from './owner-form.tsx';

export function EditOwner() {
  const { t } = useTranslation();
  const id = useAddressedId();
  const { data: owner, error, refetch } = useQuery(ownerQuery(id));
  if (isProblem(error, 'not_found') && !owner) {
    return (
      <Missing
        title={t('cattery.owners.missing')}
        about={t('cattery.owners.missing_about')}
        action={<ButtonLink to="/owners">{t('cattery.owners.all')}</ButtonLink>}
      />
    );
  }
  if (owner) {
    return (
      <OnlyWhoMayChange>
        <Form key={id} owner={owner} />
      </OnlyWhoMayChange>
    );
  }
  if (error) return <DetailFault title={t('cattery.owners.one')} error={error} retry={() => void refetch()} />;
  return <DetailSkeleton />;
}

function Form({ owner }: { owner: Owner }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tag = useRef(etagOf(owner));
  const page = { to: '/owners/$id', params: { id: owner.id } } as const;
  return (
    <FormPane title={t('cattery.owners.edit')} cancel={page}>
      <OwnerForm
        owner={owner}
        submitLabel={t('common.save')}
        save={async (fields) => {
          const replace = (ifMatch: string | undefined) => cattery.owners.replace(owner.id, fields, { ifMatch });
          rememberOwner(await replaceOnTop(tag, replace, () => cattery.owners.find(owner.id)));
          await navigate({ ...page, replace: true });
        }}
      />
    </FormPane>
  );
}
