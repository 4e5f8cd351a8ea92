import { useTranslation } from 'react-i18next';
import { publicSettings } from '../settings/public-settings.ts';
import { AdviceLine } from './password-advice/advice-line.tsx';
import { startJudging } from './password-advice/judging.ts';
import { type Advice, usePasswordAdvice } from './password-advice/use-password-advice.ts';
import { PasswordField } from './password-field.tsx';
import type { TextFieldProps } from './text-field.tsx';

interface NewPasswordFieldProps extends Omit<TextFieldProps, 'type' | 'after' | 'hint' | 'autoComplete'> {
  /** What stands in the field. */
  typed: string;
  /** What the person is called, as far as the page knows: none of it makes a password. */
  names?: readonly string[];
}

/** A password to be set: told while it is typed how much is missing, and whether others would guess it. */
export function NewPasswordField({ typed, names = [], ...field }: NewPasswordFieldProps) {
  const { t } = useTranslation();
  const { password_min_length: least } = publicSettings();
  const advice = usePasswordAdvice(typed, names);
  return (
    <div className="flex flex-col gap-2">
      <PasswordField
        {...field}
        hint={t('sign_up.password_hint', { count: least })}
        autoComplete="new-password"
        onFocus={startJudging}
      />
      <AdviceLine advice={field.fault ? besideFault(advice) : advice} />
    </div>
  );
}

/** What the service has refused is not praised, and nothing is said twice; what is missing is still counted. */
function besideFault(advice: Advice): Advice {
  return advice.kind === 'missing' ? advice : { kind: 'none' };
}
