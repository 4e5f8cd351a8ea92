/** A day of the calendar without a time: `YYYY-MM-DD`. Counted at noon of UTC, where no clock is put forward. */
const dayMs = 86_400_000;

const instantOf = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

export const addDays = (day: string, count: number): string => dayOf(instantOf(day) + count * dayMs);
export const daysBetween = (one: string, other: string): number =>
  Math.round((instantOf(other) - instantOf(one)) / dayMs);

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(instantOf(day)).getUTCDay() + 6) % 7;

/** Today where the account lives; UTC until that is known, as the service has it. */
export function todayIn(timeZone: string | null): string {
  // The Swedes write a date as ISO does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone ?? 'UTC' }).format(new Date());
}

/** A day written out; it is nowhere's in particular. */
export function formatDay(day: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(instantOf(day));
}
