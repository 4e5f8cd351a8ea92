import type { Locale } from '#platform/locales.ts';
import type { Phrases } from './phrase-list.ts';
import { english } from './phrases-en.ts';
import { russian } from './phrases-ru.ts';
import { ukrainian } from './phrases-uk.ts';

/** What our mails say, by language. */
export const phrases: Readonly<Record<Locale, Phrases>> = { en: english, uk: ukrainian, ru: russian };
