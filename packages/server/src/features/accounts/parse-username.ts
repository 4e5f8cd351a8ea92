/** `username` keeps its case, for showing; `canonical` is what makes it unique. */
export type ParsedUsername = { username: string; canonical: string };

const leastCodePoints = 2;
const longestCodePoints = 64;
/** Beyond this nothing fits, and nothing is normalized. */
const longestUnits = longestCodePoints * 8;

/*
 * PRECIS UsernameCaseMapped (RFC 8265 §3.3), in its order: width mapping, identifier class, lower case, NFC, direction.
 * Stricter than the profile where it is cheaper to refuse: no context characters (joiners, middle dots), no `@`, which
 * tells a username from an address at sign-in, and no mixing of directions at all.
 */

/** RFC 8264 §9.11: the full-width and half-width forms, whose decompositions are tagged <wide> and <narrow>. */
const widthForms = /[\u3000\uff01-\uffee]/gu;
/** RFC 8264 §4.2: letters and digits, printable ASCII, and the exceptions that are valid (§9.6). */
const identifierClass = /^[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}\x21-\x3f\x41-\x7e\u06fd\u06fe\u0f0b\u3007]+$/u;
/** The exceptions that are not (§9.6), old Hangul jamo (§9.9), and what is not seen (§9.13). */
const refused =
  /[\u302e-\u302f\u0640\u07fa\u3031-\u3035\u303b\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

const rightToLeft =
  /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Samaritan}\p{sc=Mandaic}\p{sc=Adlam}\p{sc=Hanifi_Rohingya}\p{sc=Yezidi}]/u;
const digitOrMark = /^[\p{Nd}\p{Mn}]$/u;
const arabicDigit = /[\u0660-\u0669]/;
const otherDigit = /[0-9\u06f0-\u06f9]/;

/** @returns undefined for what cannot be a username of anybody; which of ours are reserved is not asked here */
export function parseUsername(text: string): ParsedUsername | undefined {
  if (text.length > longestUnits) return undefined;
  const username = text.replace(widthForms, (form) => form.normalize('NFKC')).normalize('NFC');
  const canonical = foldUsername(username);
  const isGood = [username, canonical].every(
    (form) => hasGoodLength(form) && isIdentifier(form) && hasOneDirection(form),
  );
  return isGood && foldUsername(canonical) === canonical ? { username, canonical } : undefined;
}

/** Length in code points after mapping. */
export function countUsernameLength(text: string): number {
  return text.length > longestUnits ? text.length : [...text.normalize('NFC')].length;
}

export const usernameLength = { least: leastCodePoints, most: longestCodePoints } as const;

const foldUsername = (username: string): string => username.toLowerCase().normalize('NFC');

const hasGoodLength = (text: string): boolean => {
  const length = [...text].length;
  return length >= leastCodePoints && length <= longestCodePoints;
};

/** RFC 8264 §9.17: a letter with a compatibility form is one that another letter is shown for. */
const isIdentifier = (text: string): boolean =>
  identifierClass.test(text) && !refused.test(text) && !/^\p{M}/u.test(text) && text.normalize('NFKC') === text;

/** RFC 5893 §2, with its neutral characters left out: right-to-left names hold nothing but such letters and digits. */
function hasOneDirection(text: string): boolean {
  if (!rightToLeft.test(text)) return true;
  const letters = [...text];
  const isMixed = !letters.every((letter) => rightToLeft.test(letter) || digitOrMark.test(letter));
  const beginsWithDigit = digitOrMark.test(letters[0] ?? '');
  return !isMixed && !beginsWithDigit && !(arabicDigit.test(text) && otherDigit.test(text));
}

/** Names that would pass for the service, its people or its mailboxes (RFC 2142). In canonical form. */
const reservedNames = new Set(
  `abuse account accounts admin administrator administrators anonymous api auth billing everyone guest help hostmaster
   info mail mailer-daemon me moderator moderators no-reply nobody noc noreply null official operator owner portress
   postmaster root security self setup staff superuser support sysadmin system undefined webmaster www you`.split(
    /\s+/,
  ),
);

export const isReservedUsername = (canonical: string): boolean => reservedNames.has(canonical);
