import { type Account, PortressProblem } from '@portress/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { portress } from './portress.ts';
import { queryClient } from './query-client.ts';

/** Who is signed in; where nobody is, whether a session has ended under the page or is being left by hand. */
export interface Presence {
  account: Account | null;
  left: 'ended' | 'signed_out' | null;
}

const presenceKey = ['presence'];

export const presenceQuery = queryOptions({
  queryKey: presenceKey,
  queryFn: async ({ signal }): Promise<Presence> => {
    try {
      return { account: await portress.account.find({ signal }), left: null };
    } catch (error) {
      if (error instanceof PortressProblem && error.status === 401) return absence();
      throw error;
    }
  },
});

export function usePresence() {
  return useQuery(presenceQuery);
}

/** Everything that was read in the account's name is forgotten. */
export function forgetAccount(left: Presence['left'] = absence().left): void {
  queryClient.removeQueries({ predicate: (query) => query.meta?.personal === true });
  queryClient.setQueryData<Presence>(presenceKey, { account: null, left });
}

export function rememberAccount(account: Account): void {
  queryClient.setQueryData<Presence>(presenceKey, { account, left: null });
}

function absence(): Presence {
  const before = queryClient.getQueryData<Presence>(presenceKey);
  return { account: null, left: before?.account ? 'ended' : (before?.left ?? null) };
}
