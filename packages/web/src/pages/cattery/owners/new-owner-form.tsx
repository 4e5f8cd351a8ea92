import type { Owner } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { cattery, rememberOwner } from '../cattery.ts';
import { useKey } from '../use-key.ts';
import { OwnerForm } from './owner-form.tsx';

/** Sent again after a lost answer it makes no second owner. */
export function NewOwnerForm({ onMade }: { onMade: (owner: Owner) => void }) {
  const { t } = useTranslation();
  const keyFor = useKey();
  return (
    <OwnerForm
      submitLabel={t('cattery.owners.add')}
      save={async (fields) => {
        const owner = await cattery.owners.create(fields, { idempotencyKey: keyFor(fields) });
        rememberOwner(owner);
        onMade(owner);
      }}
    />
  );
}
