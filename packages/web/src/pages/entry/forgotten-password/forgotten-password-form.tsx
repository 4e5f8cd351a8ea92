import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { emailAddress } from '../../../forms/fields.ts';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { rememberWay } from '../../../return-to/remembered-way.ts';
import { useEntrySearch } from '../../../return-to/use-return-to.ts';
import { portress } from '../../../session/portress.ts';

const address = z.object({ email: emailAddress() });

export function ForgottenPasswordForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  const fault = useFault();
  const search = useEntrySearch();
  const form = useForm({ resolver: zodResolver(address), defaultValues: { email: '' } });
  const submission = useSubmit(form, async ({ email }) => {
    await portress.requestPasswordReset(email);
    rememberWay(search);
    onSent(email);
  });
  return (
    <EntryForm submission={submission} submitLabel={t('forgotten.submit')}>
      <TextField
        {...form.register('email')}
        label={t('forgotten.email')}
        fault={fault(form.formState.errors.email?.message)}
        type="email"
        autoComplete="email"
        autoFocus
      />
    </EntryForm>
  );
}
