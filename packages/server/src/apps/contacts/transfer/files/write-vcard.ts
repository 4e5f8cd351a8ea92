import type { WrittenContact } from './written-contact.ts';

/** RFC 2426 §2.6: not counting the line end. */
const longestLine = 75;
/** Apple's stand-in for a year that is not known, a leap year; Google and Android read it as well. */
const unknownYear = '1604';

/**
 * vCard 3.0, because Outlook reads no later one; what it cannot say is said as Apple and Google do.
 * Our own `X-PORTRESS-FAVORITE` and the UID let `readVcards` take everything back.
 */
export function writeVcard({
  id,
  firstName,
  lastName,
  email,
  phone,
  birthday,
  notes,
  isFavorite,
  updatedAt,
}: WrittenContact): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${escapeText(lastName ?? '')};${escapeText(firstName)};;;`,
    `FN:${escapeText(lastName === null ? firstName : `${firstName} ${lastName}`)}`,
    ...(email === null ? [] : [`EMAIL;TYPE=INTERNET:${escapeText(email)}`]),
    ...(phone === null ? [] : [`TEL:${phone}`]),
    ...(birthday === null ? [] : [writeBirthday(birthday)]),
    ...(notes === null ? [] : [`NOTE:${escapeText(notes)}`]),
    `X-PORTRESS-FAVORITE:${isFavorite}`,
    `UID:urn:portress:contact:${id}`,
    `REV:${updatedAt}`,
    'END:VCARD',
  ];
  return lines.map(foldLine).join('');
}

const writeBirthday = (birthday: string): string =>
  birthday.startsWith('--')
    ? `BDAY;X-APPLE-OMIT-YEAR=${unknownYear}:${unknownYear}-${birthday.slice(2)}`
    : `BDAY:${birthday}`;

/** RFC 2426 §4. A line end that is left as it is would begin a property of its own. */
const escapeText = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

/** Folded between characters, never inside one: who unfolds texts instead of bytes reads it as well. */
function foldLine(line: string): string {
  if (line.length <= longestLine && Buffer.byteLength(line) <= longestLine) return `${line}\r\n`;
  const parts: string[] = [];
  let begin = 0;
  let octets = 0;
  for (let at = 0; at < line.length; ) {
    const point = line.codePointAt(at) ?? 0;
    const size = octetsOf(point);
    if (octets + size > longestLine) {
      parts.push(line.slice(begin, at));
      begin = at;
      octets = 1;
    }
    octets += size;
    at += point > 0xffff ? 2 : 1;
  }
  parts.push(line.slice(begin));
  return `${parts.join('\r\n ')}\r\n`;
}

/** In UTF-8 (RFC 3629 §3). */
const octetsOf = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4);
