/** The languages of mails and pages. */
export const locales = ['en', 'uk', 'ru'] as const;
export type Locale = (typeof locales)[number];

/** Longer lists are no preference of a person; only their beginning is read. */
const longestList = 1000;

/** The language we speak that is wanted most; English where none of them is. */
export const pickLocale = (text: string | null): Locale => findLocale(text) ?? 'en';

/**
 * @param text a BCP 47 tag such as `uk-UA`, or an Accept-Language list such as `de, uk;q=0.8`
 * @returns undefined when it names no language of ours: `*` and a missing header are no wish for English
 */
export function findLocale(text: string | null): Locale | undefined {
  const wishes = (text ?? '')
    .slice(0, longestList)
    .split(',')
    .map(parseWish)
    .filter((wish) => wish.weight > 0)
    .sort((one, other) => other.weight - one.weight);
  for (const { tag } of wishes) {
    const primary = tag.split(/[-_]/)[0]?.toLowerCase();
    const known = locales.find((locale) => locale === primary);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** One item of RFC 9110 §12.5.4; without a weight it is wanted fully, with an unreadable one not at all. */
function parseWish(item: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = item.split(';').map((part) => part.trim());
  const given = parameters.find((parameter) => /^q\s*=/i.test(parameter));
  if (given === undefined) return { tag, weight: 1 };
  const weight = Number(given.slice(given.indexOf('=') + 1));
  return { tag, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
