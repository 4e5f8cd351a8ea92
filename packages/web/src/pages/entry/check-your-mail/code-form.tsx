import { zodResolver } from '@hookform/resolvers/zod';
import { PortressProblem } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { emailAddress, mailedCode } from '../../../forms/fields.ts';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { useEntrySearch } from '../../../return-to/use-return-to.ts';
import { presenceQuery, rememberAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { queryClient } from '../../../session/query-client.ts';
import { tellConfirmed } from './confirmed-news.ts';
import { keptProof } from './kept-proof.ts';
import { ResendMail } from './resend-mail.tsx';

const proof = z.object({ email: emailAddress(), code: mailedCode() });

/** The code of the mail, for whoever reads it on another device; the address too where the page doesn't know it. */
export function CodeForm({ email, isMailSent }: { email: string; isMailSent: boolean }) {
  const { t } = useTranslation();
  const fault = useFault();
  const navigate = useNavigate();
  const search = useEntrySearch();
  const form = useForm({ resolver: zodResolver(proof), defaultValues: { email, code: '' } });
  const { errors } = form.formState;

  const submission = useSubmit(form, async (given: z.infer<typeof proof>) => {
    await portress.verifyEmail(given);
    if (await signInAtOnce()) return;
    tellConfirmed();
    await queryClient.invalidateQueries(presenceQuery);
    await navigate({ to: '/sign-in', search, state: { email: given.email, reason: 'confirmed' } });
  });
  const isWrong = submission.error instanceof PortressProblem && submission.error.code === 'invalid_token';
  return (
    <>
      <EntryForm
        submission={isWrong ? { ...submission, error: null } : submission}
        submitLabel={t('check_mail.submit')}
      >
        {email === '' && (
          <TextField
            {...form.register('email')}
            label={t('check_mail.email')}
            fault={fault(errors.email?.message)}
            type="email"
            autoComplete="email"
          />
        )}
        <TextField
          {...form.register('code')}
          label={t('check_mail.code')}
          hint={t('check_mail.code_hint')}
          fault={isWrong ? t('check_mail.wrong') : fault(errors.code?.message)}
          isCode
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
        />
      </EntryForm>
      <ResendMail
        isMailSent={isMailSent}
        readEmail={async () => ((await form.trigger('email', { shouldFocus: true })) ? form.getValues('email') : null)}
      />
    </>
  );
}

/** @returns whether the page goes on by itself: it knew the password still */
async function signInAtOnce(): Promise<boolean> {
  const proof = keptProof();
  if (proof === null) return false;
  try {
    const { account } = await portress.signIn({ login: proof.login, password: proof.password });
    rememberAccount(account);
    return true;
  } catch {
    // The address is confirmed all the same: the sign-in page is where its own troubles are told.
    return false;
  }
}
