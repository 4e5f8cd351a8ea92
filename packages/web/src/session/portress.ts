import { createPortress, type SignedOutReason } from '@portress/sdk';

type Follower = {
  onSignedIn: (where: 'here' | 'elsewhere') => void;
  onSignedOut: (reason: SignedOutReason) => void;
};

let follower: Follower = { onSignedIn: () => {}, onSignedOut: () => {} };

/** The one client of this page. `<base>` holds the path of PUBLIC_URL. */
export const portress = createPortress({
  baseUrl: document.baseURI,
  onSignedIn: (where) => follower.onSignedIn(where),
  onSignedOut: (reason) => follower.onSignedOut(reason),
});

/** Who hears of sign-ins and sign-outs, in this tab and in others. */
export function followSession(next: Follower): void {
  follower = next;
}
