import { useTranslation } from 'react-i18next';
import { type Language, languages } from '../language/choose-language.ts';
import { pickLanguage, spokenLanguage } from '../language/speak.ts';
import { usePresence } from '../session/account.ts';
import { chooseTheme, themes, useTheme } from '../theme/theme.ts';
import { Choice } from './choice.tsx';

/** Each language by its own name, so that whoever can't read the page can still choose. */
const ownNames = { en: 'English', uk: 'Українська', ru: 'Русский' } as const;

/** Of this browser. */
export function LanguageChoice() {
  const { data } = usePresence();
  return <LanguageChoiceOf onChoose={(language) => void pickLanguage(language, data?.account ?? null)} />;
}

/** The languages, with what choosing one means left to whoever asks. */
export function LanguageChoiceOf({ onChoose }: { onChoose: (language: Language) => void }) {
  const { t } = useTranslation();
  return (
    <Choice
      name="language"
      label={t('language.choose')}
      value={spokenLanguage()}
      options={languages.map((value) => ({ value, label: ownNames[value], lang: value }))}
      onChoose={onChoose}
    />
  );
}

export function ThemeChoice() {
  const { t } = useTranslation();
  return (
    <Choice
      name="theme"
      label={t('theme.choose')}
      value={useTheme()}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChoose={chooseTheme}
    />
  );
}
