import type { RawProperty } from './unfold-lines.ts';

/** A property of a card as it was meant: parameters in capitals, its value as text, escapes still in it. */
export type ContentLine = {
  line: number;
  name: string;
  parameters: ReadonlyMap<string, readonly string[]>;
  value: string;
};

const ascii = /^[\0-\x7f]*$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What vCard 2.1 writes without the name of its parameter; every other such word is a type. */
const encodings = new Set(['QUOTED-PRINTABLE', 'BASE64', 'B', '7BIT', '8BIT']);

/**
 * Reads `GROUP.NAME;PARAMETER=value:value` (RFC 6350 §3.3, RFC 2426 §4, vCard 2.1 §2.1): also words without a name, values in
 * quotation marks, quoted-printable, and the character set of the property.
 *
 * @returns a word about what is wrong, where it is none
 */
export function parseContentLine({ line, name, text }: RawProperty): ContentLine | { fault: string } {
  const parameters = new Map<string, string[]>();
  let at = text.search(/[;:]/);
  while (text[at] === ';') {
    const end = endOfParameter(text, at + 1);
    addParameter(parameters, text.slice(at + 1, end));
    at = end;
  }
  if (at < 0 || at >= text.length) return { fault: `${name} has no value` };
  const value = decodeValue(text.slice(at + 1), parameters);
  return value === undefined
    ? { fault: `${name} is no text of its character set` }
    : { line, name: name ?? '', parameters, value };
}

/** A value in quotation marks may hold what ends it otherwise. */
function endOfParameter(text: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === ';' || sign === ':')) return at;
  }
  return text.length;
}

function addParameter(parameters: Map<string, string[]>, text: string): void {
  const equals = text.indexOf('=');
  const word = text
    .slice(equals + 1)
    .replaceAll('"', '')
    .toUpperCase();
  const name = equals > 0 ? text.slice(0, equals).trim().toUpperCase() : encodings.has(word) ? 'ENCODING' : 'TYPE';
  const values = word.split(',').map((value) => value.trim());
  const known = parameters.get(name);
  if (known === undefined) parameters.set(name, values);
  else known.push(...values);
}

function decodeValue(raw: string, parameters: ReadonlyMap<string, readonly string[]>): string | undefined {
  const encoding = parameters.get('ENCODING')?.[0];
  const bytes =
    encoding === 'QUOTED-PRINTABLE'
      ? decodeQuotedPrintable(raw)
      : encoding === 'B' || encoding === 'BASE64'
        ? Buffer.from(raw, 'base64').toString('latin1')
        : raw;
  if (ascii.test(bytes)) return bytes;
  try {
    return decoderOf(parameters.get('CHARSET')?.[0]).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** @throws RangeError for the name of none */
const decoderOf = (charset = 'UTF-8') => (charset === 'UTF-8' ? utf8 : new TextDecoder(charset, { fatal: true }));

const decodeQuotedPrintable = (text: string): string =>
  text.replace(/=([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** RFC 6350 §3.4; `\:` is what many write although nobody has to. vCard 2.1 escapes the semicolon only. */
export const unescapeText = (text: string, isOld: boolean): string =>
  (isOld
    ? text.replaceAll('\\;', ';')
    : text.replace(/\\([nN\\;,:])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign))
  ).replace(/\r\n?/g, '\n');

/** Nobody has more names, groups or parts of an address; what comes behind them is left out. */
const mostParts = 50;

/** The parts of a value between separators that are not escaped, escapes still in them. */
export function splitValue(value: string, separator: ';' | ','): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < value.length && parts.length < mostParts; at += 1)
    if (value[at] === '\\') at += 1;
    else if (value[at] === separator) {
      parts.push(value.slice(from, at));
      from = at + 1;
    }
  if (parts.length < mostParts) parts.push(value.slice(from));
  return parts;
}
