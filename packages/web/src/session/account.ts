import { type Account, PortressProblem } from '@portress/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { portress } from './portress.ts';
import { queryClient } from './query-client.ts';

/** Who is signed in; `ended` when somebody was, and the session is over. */
export interface Presence {
  account: Account | null;
  ended: boolean;
}

const presenceKey = ['presence'];

export const presenceQuery = queryOptions({
  queryKey: presenceKey,
  queryFn: async ({ signal }): Promise<Presence> => {
    try {
      return { account: await portress.account.find({ signal }), ended: false };
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
export function forgetAccount(): void {
  const absent = absence();
  queryClient.removeQueries({ predicate: (query) => query.meta?.personal === true });
  queryClient.setQueryData(presenceKey, absent);
}

export function rememberAccount(account: Account): void {
  queryClient.setQueryData<Presence>(presenceKey, { account, ended: false });
}

function absence(): Presence {
  const before = queryClient.getQueryData<Presence>(presenceKey);
  return { account: null, ended: before?.ended === true || before?.account != null };
}
