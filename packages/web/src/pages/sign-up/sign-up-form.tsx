import { zodResolver } from '@hookform/resolvers/zod';
import type { SignUp } from '@portress/sdk';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../forms/entry-form.tsx';
import { emailAddress, newPassword } from '../../forms/fields.ts';
import { PasswordField } from '../../forms/password-field.tsx';
import { TextField } from '../../forms/text-field.tsx';
import { useFault } from '../../forms/use-fault.ts';
import { useSubmit } from '../../forms/use-submit.ts';
import { spokenLanguage } from '../../language/speak.ts';
import { publicSettings } from '../../settings/public-settings.ts';
import { NameFields } from './name-fields.tsx';
import { useSignUp } from './use-sign-up.ts';

const personOf = (least: number) =>
  z.object({
    email: emailAddress(),
    password: newPassword(least),
    first_name: z.string().check(z.trim()),
    last_name: z.string().check(z.trim()),
    username: z.string().check(z.trim()),
  });

export type Person = z.infer<ReturnType<typeof personOf>>;

const nobody: Person = { email: '', password: '', first_name: '', last_name: '', username: '' };

export function SignUpForm() {
  const { t } = useTranslation();
  const fault = useFault();
  const { password_min_length: least } = publicSettings();
  const signUp = useSignUp();
  const form = useForm({ resolver: zodResolver(personOf(least)), defaultValues: nobody });
  const { errors } = form.formState;
  const submission = useSubmit(form, (person) => signUp(withoutBlanks(person)));
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
      <PasswordField
        {...form.register('password')}
        label={t('sign_up.password')}
        hint={t('sign_up.password_hint', { count: least })}
        fault={fault(errors.password?.message, true)}
        autoComplete="new-password"
      />
      <NameFields form={form} />
    </EntryForm>
  );
}

/** What was left empty is not sent: the service reads "" as a fault. */
function withoutBlanks(person: Person): SignUp {
  const { email, password, ...names } = person;
  const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value !== ''));
  return {
    email,
    password,
    ...given,
    locale: spokenLanguage(),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
