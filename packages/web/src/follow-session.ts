import { router } from './routes.tsx';
import { forgetAccount, presenceQuery } from './session/account.ts';
import { takeDeletion } from './session/deletion.ts';
import { followSession } from './session/portress.ts';
import { queryClient } from './session/query-client.ts';

/** A sign-in or sign-out, here or in another tab, is seen on the page at once. */
export function followSignedInAndOut(): void {
  followSession({
    onSignedIn: (where) => {
      if (where === 'here') return;
      // Perhaps another person: nothing of the one before may stay on the page.
      queryClient.removeQueries({ predicate: (query) => query.meta?.personal === true });
      void queryClient.invalidateQueries(presenceQuery);
    },
    onSignedOut: (reason) => {
      if (reason === 'signed_out') void leave();
      else forgetAccount();
    },
  });
}

/** Whoever leaves by hand is not asked to come back to the page they left. */
async function leave(): Promise<void> {
  // There one signs out in order to go on.
  if (router.state.location.pathname === '/invitation') return forgetAccount(null);
  forgetAccount('signed_out');
  if (takeDeletion()) await router.navigate({ to: '/', search: {}, state: { isAccountDeleted: true } });
  else await router.navigate({ to: '/sign-in', search: {}, state: { reason: 'signed_out' } });
  forgetAccount(null);
}
