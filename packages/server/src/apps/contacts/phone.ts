import { createRequire } from 'node:module';
import type { PhoneNumber } from 'libphonenumber-js/max';
import { LRUCache } from 'lru-cache';

type NumberingPlans = typeof import('libphonenumber-js/max');

const load = createRequire(import.meta.url);
let loaded: NumberingPlans | undefined;
/** Loaded with the first number, those of every country at once: whoever keeps no address book never pays for it. */
const plans = (): NumberingPlans => (loaded ??= load('libphonenumber-js/max') as NumberingPlans);

/** E.164 allows 15 digits; people put signs between them. */
const longest = 64;

export type PhoneFault = 'no_country' | 'not_a_number' | 'has_extension';

/**
 * A telephone number that can exist, by the numbering plan of its country: international with `+`, or national where the
 * country is known. Digits of any script; `tel:` in front is left out.
 *
 * @returns E.164
 */
export function parsePhone(text: string, country: string | null): { phone: string } | { fault: PhoneFault } {
  if (text.length > longest) return { fault: 'not_a_number' };
  const typed = text.normalize('NFKC').trim().replace(/^tel:/i, '');
  const known = country !== null && plans().isSupportedCountry(country) ? country : undefined;
  if (!typed.startsWith('+') && known === undefined) return { fault: 'no_country' };
  const number = plans().parsePhoneNumberFromString(typed, { ...(known && { defaultCountry: known }), extract: false });
  if (number === undefined || !number.isValid()) return { fault: 'not_a_number' };
  return number.ext ? { fault: 'has_extension' } : { phone: number.number };
}

/** Reading a number again takes 30 µs, a page has a hundred of them, and the same pages are read again and again. */
const shown = new LRUCache<string, string>({ max: 20_000 });

/** As people of that country write it: national at home, international elsewhere. */
export function formatPhone(phone: string, country: string | null): string {
  const key = `${country ?? ''}${phone}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  const number = plans().parsePhoneNumberFromString(phone);
  const text = number === undefined ? phone : written(number, country);
  shown.set(key, text);
  return text;
}

const written = (number: PhoneNumber, country: string | null): string =>
  number.country !== undefined && number.country === country ? number.formatNational() : number.formatInternational();
