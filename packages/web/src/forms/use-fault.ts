import { useTranslation } from 'react-i18next';
import type { en } from '../locales/en.ts';
import { publicSettings } from '../settings/public-settings.ts';

type FieldCode = Exclude<keyof typeof en.fields, `password_too_short${string}`>;

/** Turns a field's code into words; an unknown one is "not accepted". */
export function useFault(): (code: string | undefined, isPassword?: boolean) => string | undefined {
  const { t, i18n } = useTranslation();
  const { password_min_length: least } = publicSettings();
  return (code, isPassword = false) => {
    if (code === undefined) return undefined;
    if (isPassword && code === 'too_short') return t('fields.password_too_short', { count: least });
    return t(`fields.${isFieldCode(code, (key) => i18n.exists(key)) ? code : 'invalid_value'}`);
  };
}

function isFieldCode(code: string, isPhrase: (key: string) => boolean): code is FieldCode {
  return isPhrase(`fields.${code}`);
}
