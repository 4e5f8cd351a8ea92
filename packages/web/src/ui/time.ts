const day = 86_400;

const steps = [
  { unit: 'day', seconds: day },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

/** Up to a week in words ("3 hours ago"), then the date. `null` for less than a minute. */
export function relativeTime(then: Date, now: Date, language: string): string | null {
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (Math.abs(seconds) < 60) return null;
  if (Math.abs(seconds) >= 7 * day) return date(then, language);
  const step = steps.find((candidate) => Math.abs(seconds) >= candidate.seconds) ?? steps[2];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    -Math.trunc(seconds / step.seconds),
    step.unit,
  );
}

/** A day, written out, in the person's own time zone. */
export function date(then: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(then);
}

/** Day and time to the second, for whoever looks closely. */
export function exactTime(then: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium' }).format(then);
}

/** The time of a day that is named elsewhere. */
export function timeOfDay(then: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(then);
}
