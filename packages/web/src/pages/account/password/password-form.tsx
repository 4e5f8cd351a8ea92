import { zodResolver } from '@hookform/resolvers/zod';
import type { Account } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { filled, newPassword } from '../../../forms/fields.ts';
import { NewPasswordField } from '../../../forms/new-password-field.tsx';
import { PasswordField } from '../../../forms/password-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { portress } from '../../../session/portress.ts';
import { publicSettings } from '../../../settings/public-settings.ts';

interface PasswordFormProps {
  account: Account;
  onSend: () => void;
  /** With the number of other sessions that have ended. */
  onSaved: (ended: number) => void;
}

export function PasswordForm({ account, onSend, onSaved }: PasswordFormProps) {
  const { t } = useTranslation();
  const fault = useFault();
  const { password_min_length: least, mail } = publicSettings();
  const form = useForm({
    resolver: zodResolver(z.object({ current_password: filled(), password: newPassword(least) })),
    defaultValues: { current_password: '', password: '' },
  });
  const { errors } = form.formState;
  const typed = useWatch({ control: form.control, name: 'password' });
  const submission = useSubmit(form, async ({ current_password: currentPassword, password }) => {
    onSend();
    const { ended_sessions: ended } = await portress.changePassword({ currentPassword, password });
    form.reset();
    onSaved(ended);
  });
  return (
    <EntryForm submission={submission} submitLabel={t('password.submit')}>
      {/* For password managers: whose password it is. */}
      <input type="text" name="username" value={account.email} autoComplete="username" readOnly hidden />
      <PasswordField
        {...form.register('current_password')}
        label={t('password.current')}
        fault={fault(errors.current_password?.message)}
        autoComplete="current-password"
      />
      {mail !== 'off' && (
        <p className="-mt-2 text-13">
          <Link to="/forgotten-password" className="text-accent underline underline-offset-2 hover:text-accent-hover">
            {t('sign_in.forgotten')}
          </Link>
        </p>
      )}
      <NewPasswordField
        {...form.register('password')}
        label={t('password.new')}
        fault={fault(errors.password?.message, true)}
        typed={typed}
        names={[account.email, account.username, account.first_name, account.last_name].map((name) => name ?? '')}
      />
    </EntryForm>
  );
}
