import type { Account } from './contract.ts';
import type { Portress } from './create-portress.ts';
import { PortressProblem } from './problem.ts';

/** What a page knows of who is signed in. */
export interface Presence {
  /** `null` while it is not known, and while nobody is signed in. */
  account: Account | null;
  /** Not known yet: the service is being asked. */
  isPending: boolean;
  /** Nobody is signed in, and that is certain. */
  isSignedOut: boolean;
  /** Why it could not be found out, most often PortressUnreachable; what was known before stays. */
  error: Error | null;
}

/** Follows who is signed in, here and in other tabs. */
export interface AccountWatch {
  read(): Presence;
  /** The service is asked when the first one listens; until the last one has left, it is asked again after each change. */
  subscribe(listener: () => void): () => void;
  /** Asks once more: after a fault, or after the account was changed. */
  reload(): Promise<void>;
}

/** Nothing is known before the first answer, and on a server nothing ever is. */
export const unknownPresence: Presence = { account: null, isPending: true, isSignedOut: false, error: null };
const signedOut: Presence = { account: null, isPending: false, isSignedOut: true, error: null };

export function createAccountWatch(portress: Pick<Portress, 'account' | 'subscribe'>): AccountWatch {
  const listeners = new Set<() => void>();
  let presence = unknownPresence;
  /** Grows with every question and every change: an answer to an older question is nobody's any more. */
  let turn = 0;
  let leave = () => {};

  function show(next: Presence): void {
    presence = next;
    for (const listener of Array.from(listeners)) listener();
  }

  async function reload(): Promise<void> {
    turn += 1;
    const asked = turn;
    if (presence.account === null && !presence.isPending) show(unknownPresence);
    const next = await portress.account
      .find()
      .then(signedInAs, (error: Error) => afterRefusal(error, presence.account));
    if (turn === asked) show(next);
  }

  function begin(): void {
    leave = portress.subscribe((change) => {
      if (change.kind === 'signed_out') {
        turn += 1;
        return show(signedOut);
      }
      // Perhaps another person: nothing of the one before may stay on the page.
      if (change.kind === 'signed_in') show(unknownPresence);
      void reload();
    });
    void reload();
  }

  function end(): void {
    leave();
    turn += 1;
  }

  return {
    read: () => presence,
    subscribe(listener) {
      const told = () => listener();
      listeners.add(told);
      if (listeners.size === 1) begin();
      return () => {
        if (listeners.delete(told) && listeners.size === 0) end();
      };
    },
    reload,
  };
}

const signedInAs = (account: Account): Presence => ({ account, isPending: false, isSignedOut: false, error: null });

function afterRefusal(error: Error, account: Account | null): Presence {
  if (error instanceof PortressProblem && error.status === 401) return signedOut;
  return { account, isPending: false, isSignedOut: false, error };
}
