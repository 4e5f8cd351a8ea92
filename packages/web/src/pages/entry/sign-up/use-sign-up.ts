import { PortressProblem, type SignUp, type SignUpAnswer } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { rememberWay } from '../../../return-to/remembered-way.ts';
import { useEntrySearch, useReturnTo } from '../../../return-to/use-return-to.ts';
import { rememberAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { keepProof } from '../check-your-mail/kept-proof.ts';

/**
 * Makes the account and goes on: to the mail, or straight in where no mail is waited for.
 *
 * @param onDead the invitation that came along is used, expired or taken back
 */
export function useSignUp(onDead?: () => void): (person: SignUp) => Promise<void> {
  const navigate = useNavigate();
  const search = useEntrySearch();
  const { destination, go } = useReturnTo();
  const { email_verification: verification, mail } = publicSettings();

  return async (person) => {
    const answer = await signUpOr(person, onDead);
    if (answer === null) return;
    const { email } = person;
    const isVerified = 'account' in answer && answer.account.email_verified;
    if (mail === 'on' && !isVerified && (verification === 'required' || !('account' in answer))) {
      keepProof({ login: email, password: person.password });
      rememberWay(search);
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

/** @returns null when the invitation was dead, and somebody else says so */
async function signUpOr(person: SignUp, onDead: (() => void) | undefined): Promise<SignUpAnswer | null> {
  try {
    return await portress.signUp(person);
  } catch (error) {
    if (onDead === undefined || !(error instanceof PortressProblem) || error.code !== 'invalid_token') throw error;
    onDead();
    return null;
  }
}
