import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField, type TextFieldProps } from './text-field.tsx';

/** A password that may be pasted, filled in by a password manager, and looked at. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'after'>) {
  const { t } = useTranslation();
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      after={
        <button
          type="button"
          aria-label={isShown ? t('common.hide_password') : t('common.show_password')}
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
          className="flex min-w-10 items-center justify-center rounded-control text-muted hover:text-text pointer-coarse:min-w-11"
        >
          <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      }
    />
  );
}
