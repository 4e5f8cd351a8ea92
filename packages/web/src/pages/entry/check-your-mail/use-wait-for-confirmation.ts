import { useEffect, useState } from 'react';
import { useReturnTo } from '../../../return-to/use-return-to.ts';
import { rememberAccount, usePresence } from '../../../session/account.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { askUntilConfirmed } from './ask-until-confirmed.ts';
import { forgetProof, keptProof } from './kept-proof.ts';

/**
 * A tab that knows the password goes on by itself once the address is confirmed, wherever that happens.
 *
 * @returns whether it waits, and does so without being told by another tab
 */
export function useWaitForConfirmation(): { isWaiting: boolean; asksByItself: boolean } {
  const { sign_up_disclosure: disclosure } = publicSettings();
  const [isWaiting, setIsWaiting] = useState(() => keptProof() !== null);
  const isSignedIn = usePresence().data?.account != null;
  const { go } = useReturnTo();
  // Where sign-up tells nothing, a wrong guess of ours would stand in the log of whoever has the address already.
  const asksByItself = disclosure === 'conflict';

  useEffect(() => {
    if (!isWaiting) return undefined;
    return askUntilConfirmed({ onSignedIn: rememberAccount, onOver: () => setIsWaiting(false), asksByItself });
  }, [isWaiting, asksByItself]);

  useForgetOnLeaving();

  // Signed in here, or meanwhile in another tab.
  const goesOn = isWaiting && isSignedIn;
  useEffect(() => {
    if (goesOn) go();
  }, [goesOn, go]);

  return { isWaiting, asksByItself };
}

/** Looked at a moment later, because React may draw a page twice to try it. */
let leaving: ReturnType<typeof setTimeout> | undefined;

function useForgetOnLeaving(): void {
  useEffect(() => {
    clearTimeout(leaving);
    // The browser may keep a page that was left, as it was, for the way back.
    window.addEventListener('pagehide', forgetProof);
    return () => {
      window.removeEventListener('pagehide', forgetProof);
      leaving = setTimeout(forgetProof);
    };
  }, []);
}
