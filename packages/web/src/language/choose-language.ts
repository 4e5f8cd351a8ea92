export const languages = ['en', 'uk', 'ru'] as const;

export type Language = (typeof languages)[number];

/** A language picked by hand in this browser, and in whose name: `null` before anybody has signed in. */
export interface PickedLanguage {
  language: Language;
  accountId: string | null;
}

export interface LanguageSources {
  account: { id: string; locale: string | null } | null;
  picked: PickedLanguage | null;
  /** `navigator.languages`, best first. */
  browser: readonly string[];
}

/** What the person picked while signed in, the account's own, what was picked before, what the browser asks for. */
export function chooseLanguage({ account, picked, browser }: LanguageSources): Language {
  if (account && picked?.accountId === account.id) return picked.language;
  const accountLanguage = account?.locale ? languageOf(account.locale) : null;
  return accountLanguage ?? picked?.language ?? browser.map(languageOf).find((language) => language !== null) ?? 'en';
}

/** `uk-UA` is Ukrainian; a language that we don't speak is `null`. */
export function languageOf(locale: string): Language | null {
  const [primary] = locale.toLowerCase().split(/[-_]/);
  return languages.find((language) => language === primary) ?? null;
}

/** What the browser has kept is data until it is read. */
export function parsePicked(kept: string | null): PickedLanguage | null {
  const [tag = '', accountId = ''] = (kept ?? '').split(' ');
  const language = languages.find((known) => known === tag);
  return language ? { language, accountId: accountId === '' ? null : accountId } : null;
}

export function writePicked({ language, accountId }: PickedLanguage): string {
  return accountId === null ? language : `${language} ${accountId}`;
}
