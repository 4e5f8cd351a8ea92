import type { SignUp } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useEntrySearch, useReturnTo } from '../../return-to/use-return-to.ts';
import { rememberAccount } from '../../session/account.ts';
import { portress } from '../../session/portress.ts';
import { publicSettings } from '../../settings/public-settings.ts';

/** Makes the account and goes on: to the mail, or straight in where no mail is waited for. */
export function useSignUp(): (person: SignUp) => Promise<void> {
  const navigate = useNavigate();
  const search = useEntrySearch();
  const { destination, go } = useReturnTo();
  const { email_verification: verification, mail } = publicSettings();

  return async (person) => {
    const answer = await portress.signUp(person);
    const { email } = person;
    if (mail === 'on' && (verification === 'required' || !('account' in answer))) {
      await navigate({ to: '/check-your-mail', search, state: { email, isMailSent: true } });
      return;
    }
    try {
      const { account } = await portress.signIn({ login: email, password: person.password });
      rememberAccount(account);
      if (destination.kind === 'application') go();
    } catch {
      // The account is there all the same: the sign-in page is where its own troubles are told.
      await navigate({ to: '/sign-in', search, state: { email, reason: 'account_made' } });
    }
  };
}
