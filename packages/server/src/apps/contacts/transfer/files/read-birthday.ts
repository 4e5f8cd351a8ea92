/** Which of `03/04/1985` is the month. */
export type SlashOrder = 'month-first' | 'day-first';

export type ReadBirthday = { text: string; hint?: string };

const two = (digits: string): string => digits.padStart(2, '0');
/** What may stand behind a date: a time of the day, which a birthday has not. */
const time = String.raw`(?:[T ][\dT:.,+\-APMZapmz ]{0,40})?`;
const whole = new RegExp(`^(\\d{4})([-/]?)(\\d\\d)\\2(\\d\\d)${time}$`);
const withoutYear = new RegExp(`^--(\\d\\d)-?(\\d\\d)${time}$`);
const dotted = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${time}$`);
const slashed = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${time}$`);
/** Outlook's own way to say that there is none. */
const none = /^0{1,2}\/0{1,2}\/(?:0{2}|0{4})$/;
/** RFC 6350 §4.3.1: a year, a year and a month, a month, or a day alone. */
const incomplete = /^(?:\d{4}(?:-\d\d)?|--\d\d|---\d\d)$/;

const isoOf = ([, year, , month, day]: RegExpExecArray): string => `${year}-${month}-${day}`;

/**
 * A date of a spreadsheet in the form of the wire. What cannot be read stays as it is, for the field's own reader to refuse.
 *
 * @returns null for none
 */
export function readCellBirthday(cell: string, order: SlashOrder): ReadBirthday | null {
  const text = cell.trim();
  if (text === '' || none.test(text)) return null;
  const iso = whole.exec(text);
  if (iso !== null) return { text: isoOf(iso) };
  const [, month, day] = withoutYear.exec(text) ?? [];
  if (month !== undefined) return { text: `--${month}-${day}` };
  const [, first = '', second = '', year] = dotted.exec(text) ?? [];
  if (year !== undefined) return { text: `${year}-${two(second)}-${two(first)}` };
  return readSlashed(text, order) ?? { text };
}

function readSlashed(text: string, order: SlashOrder): ReadBirthday | undefined {
  const [, first = '', second = '', year] = slashed.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [month, day] = order === 'month-first' ? [first, second] : [second, first];
  const hint = `dates with / are read ${order === 'month-first' ? 'month/day/year' : 'day/month/year'}, as the account’s country writes them`;
  return { text: `${year}-${two(month)}-${two(day)}`, hint };
}

/**
 * BDAY of vCard 2.1, 3.0 and 4.0, with or without hyphens, as a date, with or without a year; of a time in whatever zone the
 * date as written.
 *
 * @param omittedYear Apple's stand-in for a year that is not known
 * @returns `incomplete` for a date that is one and says too little: no day, or no month
 */
export function readCardBirthday(value: string, omittedYear: string | undefined): ReadBirthday | 'incomplete' | null {
  const text = value.trim();
  if (text === '') return null;
  if (incomplete.test(text)) return 'incomplete';
  const read = readCellBirthday(text, 'day-first') ?? { text };
  return omittedYear !== undefined && read.text.startsWith(`${omittedYear}-`)
    ? { text: `-${read.text.slice(omittedYear.length)}` }
    : { text: read.text };
}
