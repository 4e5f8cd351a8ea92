import { type Account, PortressProblem, PortressUnreachable } from '@portress/sdk';
import { portress } from '../../../session/portress.ts';
import { hearConfirmed } from './confirmed-news.ts';
import { forgetProof, keptProof } from './kept-proof.ts';

const firstPauseMs = 3000;
const longestPauseMs = 30_000;
const growth = 1.4;
/** Coming back to a tab is two events. */
const leastGapMs = 1000;

interface Waiting {
  onSignedIn: (account: Account) => void;
  /** There is nothing more to wait for: too late, or another answer than expected. */
  onOver: () => void;
  /** By the clock and at every return; otherwise only when a tab of this browser tells of a confirmation. */
  asksByItself: boolean;
}

/**
 * Signs in as soon as the address is confirmed, here or on another device. Right passwords count as no failures, and the
 * first answer that speaks of anything but the address ends it.
 *
 * @returns what ends the waiting
 */
export function askUntilConfirmed({ onSignedIn, onOver, asksByItself }: Waiting): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let askedAt = 0;
  let isBusy = false;
  let isOver = false;

  const plan = (ms: number): void => {
    clearTimeout(timer);
    // A tab that nobody looks at asks when somebody does.
    if (asksByItself && document.visibilityState === 'visible') timer = setTimeout(() => void ask(), ms);
  };

  const end = (): void => {
    isOver = true;
    clearTimeout(timer);
    forgetProof();
  };

  async function ask(): Promise<void> {
    const proof = keptProof();
    if (isBusy || isOver) return;
    if (proof === null) {
      end();
      onOver();
      return;
    }
    isBusy = true;
    askedAt = Date.now();
    try {
      const { account } = await portress.signIn({ login: proof.login, password: proof.password });
      end();
      onSignedIn(account);
    } catch (error) {
      isBusy = false;
      if (isOver) return;
      const wait = waitAfter(error);
      if (wait === null) {
        end();
        onOver();
        return;
      }
      plan(Math.max(pauseMs, wait));
      pauseMs = Math.min(pauseMs * growth, longestPauseMs);
    }
  }

  const comeBack = (): void => {
    if (document.visibilityState !== 'visible' || Date.now() - askedAt < leastGapMs) return;
    pauseMs = firstPauseMs;
    void ask();
  };

  plan(firstPauseMs);
  if (asksByItself) window.addEventListener('focus', comeBack);
  if (asksByItself) document.addEventListener('visibilitychange', comeBack);
  const endHearing = hearConfirmed(() => void ask());
  return () => {
    isOver = true;
    clearTimeout(timer);
    window.removeEventListener('focus', comeBack);
    document.removeEventListener('visibilitychange', comeBack);
    endHearing();
  };
}

/** Milliseconds that the answer asks for; `null` when there is no use in asking again. */
function waitAfter(error: unknown): number | null {
  if (error instanceof PortressUnreachable) return 0;
  if (!(error instanceof PortressProblem)) return null;
  const isPassing = error.code === 'email_not_verified' || error.status === 429 || error.status >= 500;
  return isPassing ? (error.retryAfterSeconds ?? 0) * 1000 : null;
}
