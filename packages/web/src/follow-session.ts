import { router } from './routes.tsx';
import { forgetAccount, presenceQuery } from './session/account.ts';
import { takeDeletion } from './session/deletion.ts';
import { portress } from './session/portress.ts';
import { queryClient } from './session/query-client.ts';

/** A sign-in or sign-out, here or in another tab, is seen on the page at once. */
export function followSignedInAndOut(): void {
  portress.subscribe((change) => {
    if (change.kind === 'signed_in' && change.where === 'elsewhere') welcomeAnother();
    if (change.kind === 'signed_out' && change.reason === 'signed_out') void leave();
    if (change.kind === 'signed_out' && change.reason !== 'signed_out') forgetAccount();
  });
}

/** Perhaps another person: nothing of the one before may stay on the page, however long the answer takes. */
function welcomeAnother(): void {
  queryClient.removeQueries({ predicate: (query) => query.meta?.personal === true });
  void queryClient.resetQueries({ queryKey: presenceQuery.queryKey });
}

/**
 * A page that the browser had laid aside comes back as it was, and has heard of nothing meanwhile. It stays hidden until
 * the service has said that the same person is still signed in; otherwise it begins anew.
 */
export function lookAgainWhenBroughtBack(root: HTMLElement): void {
  portress.subscribe(({ kind }) => {
    const before = queryClient.getQueryData(presenceQuery.queryKey)?.account;
    if (kind === 'in_doubt' && before) void lookAgain(root, before.id);
  });
}

async function lookAgain(root: HTMLElement, accountId: string): Promise<void> {
  root.hidden = true;
  const now = await portress.account.find().catch(() => null);
  if (now?.id === accountId) root.hidden = false;
  else window.location.reload();
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
