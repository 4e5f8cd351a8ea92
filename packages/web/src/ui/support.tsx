import { useTranslation } from 'react-i18next';
import { publicSettings } from '../settings/public-settings.ts';

/** Where to ask, when the operator has said so. */
export function Support() {
  const { t } = useTranslation();
  const { support_email: email } = publicSettings();
  if (!email) return null;
  return (
    <p>
      <a href={`mailto:${email}`} className="text-link">
        {t('sign_up.ask', { email })}
      </a>
    </p>
  );
}
