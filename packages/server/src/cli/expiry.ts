import { type Clock, toWireInstant } from '#platform/clock.ts';

/** When something that lives so long ends, for programs and for people. */
export function expiryOf(clock: Clock, lifetimeSeconds: number): { wire: string; local: string } {
  const instant = clock.now() + lifetimeSeconds * 1000;
  const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(instant);
  return { wire: toWireInstant(instant), local };
}
