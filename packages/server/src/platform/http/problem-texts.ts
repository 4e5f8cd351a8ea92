import type { Locale } from '#platform/locales.ts';
import type { ProblemTexts } from './problem-text.ts';
import { english } from './problem-texts-en.ts';
import { russian } from './problem-texts-ru.ts';
import { ukrainian } from './problem-texts-uk.ts';

/** What a problem means and what to do about it, by language. */
export const problemTexts: Readonly<Record<Locale, ProblemTexts>> = { en: english, uk: ukrainian, ru: russian };

/** What stands around it on its page. */
export const problemPageWords = {
  en: {
    codes: 'Problem codes',
    about: 'Every refusal of this service carries one of these codes in “code”, as RFC 9457 describes it.',
    person: 'What you can do',
    developer: 'If you write the client',
    all: 'All problem codes',
    unknownTitle: 'Unknown code',
    unknown: 'There is no such code',
    unknownAbout: 'This is not a problem code of this service:',
  },
  uk: {
    codes: 'Коди відмов',
    about: 'Кожна відмова цього сервісу має в полі “code” один із цих кодів, як описує RFC 9457.',
    person: 'Що можна зробити',
    developer: 'Якщо Ви пишете клієнт',
    all: 'Усі коди відмов',
    unknownTitle: 'Невідомий код',
    unknown: 'Такого коду немає',
    unknownAbout: 'Цей сервіс не має такого коду відмови:',
  },
  ru: {
    codes: 'Коды отказов',
    about: 'Каждый отказ этого сервиса содержит в поле “code” один из этих кодов, как описывает RFC 9457.',
    person: 'Что можно сделать',
    developer: 'Если вы пишете клиент',
    all: 'Все коды отказов',
    unknownTitle: 'Неизвестный код',
    unknown: 'Такого кода нет',
    unknownAbout: 'У этого сервиса нет такого кода отказа:',
  },
} as const satisfies Record<Locale, Record<string, string>>;
