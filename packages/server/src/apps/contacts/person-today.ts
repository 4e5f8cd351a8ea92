import { Temporal } from 'temporal-polyfill';
import type { Account } from '#features/accounts/store.ts';
import type { Clock } from '#platform/clock.ts';

/** Which day it is where the person is; UTC until that is known. */
export function todayOf({ clock }: { clock: Clock }, account: Pick<Account, 'time_zone'>): Temporal.PlainDate {
  const now = Temporal.Instant.fromEpochMilliseconds(clock.now());
  try {
    return now.toZonedDateTimeISO(account.time_zone ?? 'UTC').toPlainDate();
  } catch {
    // A zone that this Node no longer knows: another version of it had accepted the name.
    return now.toZonedDateTimeISO('UTC').toPlainDate();
  }
}
