import { zodResolver } from '@hookform/resolvers/zod';
import { PortressProblem } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { newPassword } from '../../../forms/fields.ts';
import { NewPasswordField } from '../../../forms/new-password-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { rememberedWay } from '../../../return-to/remembered-way.ts';
import { forgetAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { publicSettings } from '../../../settings/public-settings.ts';

export function ResetPasswordForm({ token, onUsed }: { token: string; onUsed: () => void }) {
  const { t } = useTranslation();
  const fault = useFault();
  const navigate = useNavigate();
  const { password_min_length: least } = publicSettings();
  const form = useForm({
    resolver: zodResolver(z.object({ password: newPassword(least) })),
    defaultValues: { password: '' },
  });
  const submission = useSubmit(form, async ({ password }) => {
    try {
      await portress.resetPassword({ token, password });
      forgetAccount();
      await navigate({ to: '/sign-in', search: rememberedWay(), replace: true, state: { reason: 'password_saved' } });
    } catch (error) {
      if (!(error instanceof PortressProblem) || error.code !== 'invalid_token') throw error;
      onUsed();
    }
  });
  return (
    <EntryForm submission={submission} submitLabel={t('reset.submit')}>
      <NewPasswordField
        {...form.register('password')}
        label={t('reset.password')}
        fault={fault(form.formState.errors.password?.message, true)}
        typed={useWatch({ control: form.control, name: 'password' })}
        autoFocus
      />
    </EntryForm>
  );
}
