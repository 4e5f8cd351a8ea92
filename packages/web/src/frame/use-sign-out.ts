import { useState } from 'react';
import { portress } from '../session/portress.ts';

/** Ends this device's session; a sign-out that did not reach the service is told as a failure, not as done. */
export function useSignOut(): { signOut: () => void; isBusy: boolean; error: unknown } {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const signOut = () => {
    if (isBusy) return;
    setIsBusy(true);
    setError(null);
    portress
      .signOut()
      .catch((failure: unknown) => setError(failure))
      .finally(() => setIsBusy(false));
  };
  return { signOut, isBusy, error };
}
