import { zodResolver } from '@hookform/resolvers/zod';
import { PortressProblem } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { emailAddress, newPassword } from '../../../forms/fields.ts';
import { NewPasswordField } from '../../../forms/new-password-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { portress } from '../../../session/portress.ts';
import { closeSetup, publicSettings } from '../../../settings/public-settings.ts';

interface SetupFormProps {
  token: string;
  onRefused: (why: 'used' | 'done') => void;
}

export function SetupForm({ token, onRefused }: SetupFormProps) {
  const { t } = useTranslation();
  const fault = useFault();
  const navigate = useNavigate();
  const { password_min_length: least } = publicSettings();
  const form = useForm({
    resolver: zodResolver(z.object({ email: emailAddress(), password: newPassword(least) })),
    defaultValues: { email: '', password: '' },
  });
  const { errors } = form.formState;
  const typed = useWatch({ control: form.control });
  const submission = useSubmit(form, async ({ email, password }) => {
    try {
      await portress.setUp({ token, email, password });
      closeSetup();
      // Whoever has just made the house looks at it first.
      const search = { return_to: '/administration' };
      await navigate({ to: '/sign-in', search, replace: true, state: { email, reason: 'administrator_made' } });
    } catch (error) {
      if (!(error instanceof PortressProblem)) throw error;
      if (error.code === 'setup_done') onRefused('done');
      else if (error.code === 'invalid_token') onRefused('used');
      else throw error;
    }
  });
  return (
    <EntryForm submission={submission} submitLabel={t('setup.submit')}>
      <TextField
        {...form.register('email')}
        label={t('setup.email')}
        fault={fault(errors.email?.message)}
        type="email"
        autoComplete="email"
        autoFocus
      />
      <NewPasswordField
        {...form.register('password')}
        label={t('setup.password')}
        fault={fault(errors.password?.message, true)}
        typed={typed.password ?? ''}
        names={[typed.email ?? '']}
      />
    </EntryForm>
  );
}
