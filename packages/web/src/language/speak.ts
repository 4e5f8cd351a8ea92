import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readRemembered, remember } from '../settings/remembered.ts';
import { chooseLanguage, type Language, languageOf, parsePicked, writePicked } from './choose-language.ts';
import { preloadLetters } from './preload-letters.ts';

const place = 'portress.language';

const wordsOf = {
  en: async () => (await import('../locales/en.ts')).en,
  uk: async () => (await import('../locales/uk.ts')).uk,
  ru: async () => (await import('../locales/ru.ts')).ru,
} satisfies Record<Language, () => Promise<object>>;

type Person = { id: string; locale: string | null } | null;

/** Makes ready the words of whoever looks at the page; nothing is drawn before they are there. */
export async function startSpeaking(): Promise<void> {
  const language = languageFor(null);
  preloadLetters(language);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await wordsOf[language]() } },
    // React escapes what it draws.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  // Picked in another tab.
  window.addEventListener('storage', ({ key, newValue }) => {
    const picked = key === place ? parsePicked(newValue) : null;
    if (picked) void speak(picked.language);
  });
}

export async function speak(language: Language): Promise<void> {
  if (i18next.language === language) return;
  if (!i18next.hasResourceBundle(language, 'translation')) {
    try {
      i18next.addResourceBundle(language, 'translation', await wordsOf[language]());
    } catch {
      // No network, or a newer build: what is picked is remembered, and spoken from the next load on.
      return;
    }
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The language to speak to `person`; `null` is somebody who is not signed in. */
export function languageFor(person: Person): Language {
  const picked = parsePicked(readRemembered(place));
  return chooseLanguage({ account: person, picked, browser: navigator.languages });
}

export async function pickLanguage(language: Language, person: Person): Promise<void> {
  remember(place, writePicked({ language, accountId: person?.id ?? null }));
  await speak(language);
}

/** The language in which the page speaks now. */
export function spokenLanguage(): Language {
  return languageOf(i18next.language) ?? 'en';
}
