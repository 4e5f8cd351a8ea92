import { zodResolver } from '@hookform/resolvers/zod';
import { PortressProblem } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { filled } from '../../../forms/fields.ts';
import { PasswordField } from '../../../forms/password-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { rememberWay } from '../../../return-to/remembered-way.ts';
import { useEntrySearch, useReturnTo } from '../../../return-to/use-return-to.ts';
import { rememberAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { useHistoryState } from '../../../ui/use-history-state.ts';
import { keepProof } from '../check-your-mail/kept-proof.ts';

const proof = z.object({ login: filled(), password: filled() });

type Proof = z.infer<typeof proof>;

export function SignInForm() {
  const { t } = useTranslation();
  const fault = useFault();
  const navigate = useNavigate();
  const search = useEntrySearch();
  const { destination, go } = useReturnTo();
  const { email = '' } = useHistoryState();
  const form = useForm({ resolver: zodResolver(proof), defaultValues: { login: email, password: '' } });
  const { errors } = form.formState;

  async function signIn({ login, password }: Proof): Promise<void> {
    try {
      const { account } = await portress.signIn({ login, password });
      rememberAccount(account);
      // The page notices by itself that somebody is signed in; an application is gone to.
      if (destination.kind === 'application') go();
    } catch (error) {
      if (!(error instanceof PortressProblem) || error.code !== 'email_not_verified') throw error;
      keepProof({ login, password });
      rememberWay(search);
      const known = login.includes('@') ? { email: login } : {};
      await navigate({ to: '/check-your-mail', search, state: { ...known, isPasswordRight: true } });
    }
  }

  const submission = useSubmit(form, signIn);
  const isWrong = submission.error instanceof PortressProblem && submission.error.code === 'invalid_credentials';
  return (
    <EntryForm
      submission={submission}
      submitLabel={t('sign_in.submit')}
      words={isWrong ? { title: t('sign_in.wrong'), about: t('sign_in.wrong_help') } : undefined}
    >
      <TextField
        {...form.register('login')}
        label={t('sign_in.login')}
        fault={fault(errors.login?.message)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={email === ''}
      />
      <PasswordField
        {...form.register('password')}
        label={t('sign_in.password')}
        fault={fault(errors.password?.message)}
        autoComplete="current-password"
        autoFocus={email !== ''}
      />
    </EntryForm>
  );
}
