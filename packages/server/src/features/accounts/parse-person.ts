import { parseLine } from '#platform/parse-text.ts';

const longestName = 64;
/** A first or last name: NFC, trimmed, 1–64 code points. @returns undefined where it is none */
export function parsePersonalName(text: string): string | undefined {
  const name = parseLine(text, longestName);
  return typeof name === 'string' ? name : undefined;
}

/** A BCP 47 tag in its canonical spelling, e.g. `uk` or `de-AT`. */
export function parseLocale(text: string): string | undefined {
  if (text.length > 35 || !/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(text)) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

/** ICU takes 70 µs to find a zone, and most people live in a few. Bounded: the same zone may be spelled in many ways. */
const knownTimeZones = new Map<string, string>();
const mostTimeZones = 1000;

/** A name of the IANA time zone database that this Node knows, spelled as given: ICU would answer with older names. */
export function parseTimeZone(text: string): string | undefined {
  const remembered = knownTimeZones.get(text);
  if (remembered !== undefined) return remembered;
  const zone = findTimeZone(text);
  if (zone !== undefined && knownTimeZones.size < mostTimeZones) knownTimeZones.set(text, zone);
  return zone;
}

function findTimeZone(text: string): string | undefined {
  if (text.length > 64 || !/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(text)) return undefined;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    return known.toLowerCase() === text.toLowerCase() ? known : text;
  } catch {
    return undefined;
  }
}
