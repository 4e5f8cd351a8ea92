/** RFC 3339, and what databases print: a space for the T, no zone (then UTC), a zone of hours only, a date alone. */
const instantForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;
/** 1970-04-26 in milliseconds and the year 5138 in seconds: between them seconds and milliseconds are told by their length. */
const leastMilliseconds = 1e10;

/** An instant in milliseconds, from a text of that form or from seconds or milliseconds since 1970. */
export function parseInstant(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{1,14}(?:\.\d{1,9})?$/.test(trimmed)) {
    const number = Number(trimmed);
    return Math.trunc(number < leastMilliseconds ? number * 1000 : number);
  }
  const parts = instantForm.exec(trimmed);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const instant = Date.parse(local);
  // Date.parse takes the 31st of February for a day of March.
  if (Number.isNaN(instant) || new Date(instant).getUTCDate() !== Number(day)) return undefined;
  return instant - offsetOf(zone);
}

function offsetOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -size : size;
}

/** The opaque ids that other services keep: they stand in paths and tokens, so nothing in them may need escaping there. */
export const isKeepableId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);
