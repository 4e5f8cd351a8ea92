/** `ended`: the service said so. `elsewhere`: another tab signed out. `signed_out`: this page did. */
export type SignedOutReason = 'ended' | 'elsewhere' | 'signed_out';

/**
 * What became of this client's session. `in_doubt`: the page came back from the browser's back/forward cache, where it
 * heard nothing of the other tabs; the next call finds out.
 */
export type SessionChange =
  | { kind: 'signed_in'; where: 'here' | 'elsewhere' }
  | { kind: 'signed_out'; reason: SignedOutReason }
  | { kind: 'in_doubt' };

export interface SessionChanges {
  /** @returns a function that ends it */
  subscribe(listener: (change: SessionChange) => void): () => void;
  announce(change: SessionChange): void;
}

/** Tells whoever wants to know. A listener's own fault becomes an uncaught error and stops nothing here. */
export function createSessionChanges(): SessionChanges {
  const listeners = new Set<(change: SessionChange) => void>();
  return {
    subscribe(listener) {
      // Its own function each time: the same listener may subscribe twice.
      const told = (change: SessionChange) => listener(change);
      listeners.add(told);
      return () => {
        listeners.delete(told);
      };
    },
    announce(change) {
      for (const listener of Array.from(listeners)) {
        try {
          listener(change);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
