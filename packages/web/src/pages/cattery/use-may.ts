import { presenceQuery, usePresence } from '../../session/account.ts';
import { queryClient } from '../../session/query-client.ts';

/** What the account's role lets it do here; everybody reads and adds. The service decides again. */
export function useMay(): { change: boolean; delete: boolean } {
  const role = usePresence().data?.account?.role;
  return { change: role === 'moderator' || role === 'admin', delete: role === 'admin' };
}

/** A refusal tells that the role is another one by now. */
export function askForRole(): void {
  void queryClient.invalidateQueries({ queryKey: presenceQuery.queryKey });
}
