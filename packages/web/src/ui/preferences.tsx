import { useTranslation } from 'react-i18next';
import { languages } from '../language/choose-language.ts';
import { pickLanguage, spokenLanguage } from '../language/speak.ts';
import { usePresence } from '../session/account.ts';
import { chooseTheme, themes, useTheme } from '../theme/theme.ts';
import { Choice } from './choice.tsx';

/** Each language by its own name, so that whoever can't read the page can still choose. */
const ownNames = { en: 'English', uk: 'Українська', ru: 'Русский' } as const;

export function LanguageChoice() {
  const { t } = useTranslation();
  const { data } = usePresence();
  return (
    <Choice
      name="language"
      label={t('language.choose')}
      value={spokenLanguage()}
      options={languages.map((value) => ({ value, label: ownNames[value], lang: value }))}
      onChoose={(language) => void pickLanguage(language, data?.account ?? null)}
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
