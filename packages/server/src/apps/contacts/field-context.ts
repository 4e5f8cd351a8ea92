import { Temporal } from 'temporal-polyfill';
import type { Clock } from '#platform/clock.ts';
import type { FieldContext } from './contact-fields.ts';

/** What a text of this person is read by: their country, and the day that it is where they are (UTC until that is known). */
export const fieldContextOf = (
  { clock }: { clock: Clock },
  account: { country: string | null; time_zone: string | null },
): FieldContext => ({
  country: account.country,
  today: Temporal.Instant.fromEpochMilliseconds(clock.now())
    .toZonedDateTimeISO(account.time_zone ?? 'UTC')
    .toPlainDate()
    .toString(),
});
