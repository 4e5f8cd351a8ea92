import { zodResolver } from '@hookform/resolvers/zod';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { NewPasswordField } from '../../../forms/new-password-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { NameFields } from './name-fields.tsx';
import { nobody, personOf, withoutBlanks } from './person.ts';
import { useSignUp } from './use-sign-up.ts';

/** The link by which somebody came, and what to do when it turns out to be dead. */
export interface Invitation {
  token: string;
  onDead: () => void;
}

export function SignUpForm({ invitation }: { invitation?: Invitation }) {
  const { t } = useTranslation();
  const fault = useFault();
  const { password_min_length: least } = publicSettings();
  const signUp = useSignUp(invitation?.onDead);
  const form = useForm({ resolver: zodResolver(personOf(least)), defaultValues: nobody });
  const { errors } = form.formState;
  const typed = useWatch({ control: form.control });
  const submission = useSubmit(form, (person) =>
    signUp({ ...withoutBlanks(person), ...(invitation && { invitation: invitation.token }) }),
  );
  return (
    <EntryForm submission={submission} submitLabel={t('sign_up.submit')}>
      <TextField
        {...form.register('email')}
        label={t('sign_up.email')}
        fault={fault(errors.email?.message)}
        type="email"
        autoComplete="email"
        autoFocus
      />
      <NewPasswordField
        {...form.register('password')}
        label={t('sign_up.password')}
        fault={fault(errors.password?.message, true)}
        typed={typed.password ?? ''}
        names={[typed.email, typed.first_name, typed.last_name, typed.username].map((name) => name ?? '')}
      />
      <NameFields form={form} />
    </EntryForm>
  );
}
