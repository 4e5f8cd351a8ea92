import { useEffect } from 'react';
import { useReturnTo } from '../../../return-to/use-return-to.ts';
import { usePresence } from '../../../session/account.ts';

/** Whoever is signed in already, here or meanwhile in another tab, goes on to the page they wanted. */
export function useGoOn(): void {
  const { destination, go } = useReturnTo();
  const isSignedIn = usePresence().data?.account != null;
  const goesOn = isSignedIn && destination.kind === 'page';
  useEffect(() => {
    if (goesOn) go();
  }, [goesOn, go]);
}
