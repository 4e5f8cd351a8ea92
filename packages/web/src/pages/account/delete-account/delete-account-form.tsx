import { zodResolver } from '@hookform/resolvers/zod';
import { type Account, PortressProblem } from '@portress/sdk';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { filled } from '../../../forms/fields.ts';
import { PasswordField } from '../../../forms/password-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { noteDeletion } from '../../../session/deletion.ts';
import { portress } from '../../../session/portress.ts';

/** The session ends with the account, and the page with the session. */
export function DeleteAccountForm({ account }: { account: Account }) {
  const { t } = useTranslation();
  const fault = useFault();
  const form = useForm({
    resolver: zodResolver(z.object({ current_password: filled() })),
    defaultValues: { current_password: '' },
  });
  const submission = useSubmit(form, async ({ current_password: password }) => {
    noteDeletion(true);
    try {
      await portress.account.delete({ password });
    } finally {
      noteDeletion(false);
    }
  });
  const { error } = submission;
  const isLast = error instanceof PortressProblem && error.code === 'last_admin';
  const words = isLast ? t('account_pages.deletion.last_admin', { returnObjects: true }) : undefined;
  return (
    <EntryForm submission={submission} submitLabel={t('delete_account.submit')} kind="danger" words={words}>
      <input type="text" name="username" value={account.email} autoComplete="username" readOnly hidden />
      <PasswordField
        {...form.register('current_password')}
        label={t('password.current')}
        fault={fault(form.formState.errors.current_password?.message)}
        autoComplete="current-password"
      />
    </EntryForm>
  );
}
