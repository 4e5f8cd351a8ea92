import { zodResolver } from '@hookform/resolvers/zod';
import type { Account } from '@portress/sdk';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { emailAddress, filled } from '../../../forms/fields.ts';
import { PasswordField } from '../../../forms/password-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { portress } from '../../../session/portress.ts';

interface NewEmailFormProps {
  account: Account;
  onSend: () => void;
  /** With the address that the link goes to. */
  onSent: (email: string) => void;
}

export function NewEmailForm({ account, onSend, onSent }: NewEmailFormProps) {
  const { t } = useTranslation();
  const fault = useFault();
  const form = useForm({
    resolver: zodResolver(z.object({ email: emailAddress(), current_password: filled() })),
    defaultValues: { email: '', current_password: '' },
  });
  const { errors } = form.formState;
  const submission = useSubmit(form, async ({ email, current_password: password }) => {
    onSend();
    await portress.account.requestEmailChange({ email, password });
    form.reset();
    onSent(email);
  });
  return (
    <EntryForm submission={submission} submitLabel={t('new_email.submit')}>
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" value={account.email} autoComplete="username" readOnly hidden />
      <TextField
        {...form.register('email')}
        type="email"
        label={t('new_email.email')}
        fault={fault(errors.email?.message)}
        autoComplete="email"
      />
      <PasswordField
        {...form.register('current_password')}
        label={t('password.current')}
        fault={fault(errors.current_password?.message)}
        autoComplete="current-password"
      />
    </EntryForm>
  );
}
