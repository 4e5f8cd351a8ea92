import { domainToASCII, domainToUnicode } from 'node:url';

/** `email` is as typed, for showing; `canonical` is what two spellings of one address have in common, for comparing. */
export type ParsedEmail = { email: string; canonical: string };

const longestOctets = 254;
const longestLocalOctets = 64;
/** NFC shrinks a text to a third at most; what is longer is refused before anything walks through it. */
const longestUnits = 1024;

/**
 * RFC 5321 Dot-string with the letters of RFC 6531, nothing else: quotes, comments, angle brackets, lists, spaces,
 * controls, zero-width and direction marks all have another meaning to some mailer on the way (A6, A7).
 * Every class excludes the dot, so the match is linear (J15).
 */
const localPart =
  /^(?!\p{M})[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~-]+(?:\.(?!\p{M})[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** Marks and fillers that are letters to Unicode and nothing to the eye; UTS-46 leaves them out of a domain without a word (A7). */
const unseen = /\p{Default_Ignorable_Code_Point}/u;
/** What may go to UTS-46 at all: the URL parser behind it would also take ports, paths, escapes and IP addresses. */
const domainLetters = /^[\p{L}\p{M}\p{Nd}.\u3002\uff0e\uff61\u00b7\u0375\u05f3\u05f4\u30fb-]+$/u;
const domainLabel = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

const octets = (text: string): number => Buffer.byteLength(text);

/** Spaces and tabs around a pasted address. No line ends: an address with one is an attempt at a header (M2). */
const trimBlanks = (text: string): string => text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');

/**
 * Reads an e-mail address: NFC and never NFKC, which would turn U+FF20 into an `@` and name another mailbox.
 *
 * @returns undefined for anything but one plain address of at most 254 octets
 */
export function parseEmail(text: string): ParsedEmail | undefined {
  if (text.length > longestUnits) return undefined;
  const email = trimBlanks(text).normalize('NFC');
  const at = email.indexOf('@');
  if (at < 1 || at !== email.lastIndexOf('@')) return undefined;
  const local = email.slice(0, at);
  const domain = withoutRootDot(email.slice(at + 1));
  const canonicalDomain = parseDomain(domain);
  if (!isLocalPart(local) || canonicalDomain === undefined) return undefined;

  const shown = `${local}@${domain}`;
  const canonical = `${local.toLowerCase().normalize('NFC')}@${canonicalDomain}`;
  return octets(shown) <= longestOctets && octets(canonical) <= longestOctets ? { email: shown, canonical } : undefined;
}

/** Letters with a compatibility form (ﬁ, ａ, ²) are refused: whether two mailers take them for one mailbox is unknown. */
const isLocalPart = (local: string): boolean =>
  octets(local) <= longestLocalOctets &&
  localPart.test(local) &&
  !unseen.test(local) &&
  local.normalize('NFKC') === local;

const withoutRootDot = (domain: string): string => domain.replace(/(?<=[^.])\.$/, '');

/**
 * The domain by UTS-46, non-transitional: `ß` and `ss` are two domains.
 *
 * @returns lower-case labels in ASCII (`xn--…`), at least two of them; undefined for IP addresses and what is no domain
 */
export function parseDomain(domain: string): string | undefined {
  if (!domainLetters.test(domain) || unseen.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return undefined;
  // Also stops what the URL parser has read as an IPv4 address.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return undefined;
  // A label that only looks like Punycode stays as it is: it would be a second spelling of nothing.
  const isStable = !domainToUnicode(ascii)
    .split('.')
    .some((label) => label.startsWith('xn--'));
  return isStable ? ascii : undefined;
}

/** Where mail goes: the local part as typed, which the other side may take literally, at the domain in ASCII. */
export function mailAddressOf(account: { email: string; email_canonical: string }): string {
  const local = account.email.slice(0, account.email.indexOf('@'));
  return local + account.email_canonical.slice(account.email_canonical.indexOf('@'));
}
