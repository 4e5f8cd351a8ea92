import { PortressProblem } from '@portress/sdk';
import { QueryClient } from '@tanstack/react-query';

const mostRetries = 2;

/** A refusal stays a refusal; the network and a service in trouble deserve another try. */
function isWorthRetrying(failures: number, error: Error): boolean {
  if (error instanceof PortressProblem && error.status < 500) return false;
  return failures < mostRetries;
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 30_000 } },
});
