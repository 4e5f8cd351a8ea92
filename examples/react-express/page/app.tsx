import { SignedIn, SignedOut, useAccount, usePortress } from '@portress/sdk/react';

import { Notes } from './notes.tsx';
import { SignIn } from './sign-in.tsx';

export function App() {
  const { isPending, error, reload } = useAccount();
  const portress = usePortress();
  return (
    <>
      <h1>Notes</h1>
      {isPending && <p role="status">One moment</p>}
      {/* The service did not answer: whether somebody is signed in is not known, so nothing is guessed. */}
      {error !== null && (
        <p role="alert">
          The account service cannot be reached.{' '}
          <button type="button" onClick={() => void reload()}>
            Try again
          </button>
        </p>
      )}
      <SignedOut>
        <p>Your notes are kept for you alone.</p>
        <SignIn />
      </SignedOut>
      <SignedIn>
        {(account) => (
          <>
            <p className="person">
              {account.email}{' '}
              <button type="button" onClick={() => void portress.signOut()}>
                Sign out
              </button>
            </p>
            <Notes key={account.id} />
          </>
        )}
      </SignedIn>
    </>
  );
}
