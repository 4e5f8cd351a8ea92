import { PortressProblem } from '@portress/sdk';
import { usePortress } from '@portress/sdk/react';
import { type FormEvent, useState } from 'react';

import { readField } from './read-field.ts';

/**
 * A form of the page's own. The session begins here, so its access tokens come to this page, which needs them for its API. One
 * that is begun on the service's own pages (`<SignInButton>`) keeps both tokens in cookies that no script gets at: right for a
 * page that calls the service alone.
 */
export function SignIn() {
  const portress = usePortress();
  const [trouble, setTrouble] = useState('');

  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setTrouble('');
    try {
      await portress.signIn({ login: readField(form, 'login'), password: readField(form, 'password') });
    } catch (error) {
      setTrouble(wordsFor(error));
    }
  };

  return (
    <form className="sign-in" onSubmit={(event) => void signIn(event)}>
      <label htmlFor="login">E-mail or username</label>
      <input id="login" name="login" required autoComplete="username" />
      <label htmlFor="password">Password</label>
      <input id="password" name="password" type="password" required autoComplete="current-password" />
      {trouble !== '' && <p role="alert">{trouble}</p>}
      <button type="submit" className="main">
        Sign in
      </button>
    </form>
  );
}

/** By the code, never by the English text. */
function wordsFor(error: unknown): string {
  const code = error instanceof PortressProblem ? error.code : 'unreachable';
  if (code === 'invalid_credentials') return 'That e-mail or password isn’t right.';
  if (code === 'email_not_verified') return 'Please confirm your e-mail address first: the link is in your mail.';
  if (code === 'too_many_requests') return 'That was too often. Please try again later.';
  return 'Signing in did not work. Please try again.';
}
