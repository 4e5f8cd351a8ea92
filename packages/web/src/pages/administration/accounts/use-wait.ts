import { PortressProblem } from '@portress/sdk';
import { useState } from 'react';

/** Whether the service has asked for a wait that is not over. */
export function useWait(error: unknown): { isWaiting: boolean; endWait: () => void } {
  const [over, setOver] = useState<unknown>(null);
  const isAsked = error instanceof PortressProblem && (error.retryAfterSeconds ?? 0) > 0;
  return { isWaiting: isAsked && error !== over, endWait: () => setOver(error) };
}
