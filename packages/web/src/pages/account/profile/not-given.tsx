import { useTranslation } from 'react-i18next';

/** What the person has not said of themselves. */
export function NotGiven() {
  const { t } = useTranslation();
  return <span className="text-muted">{t('profile.none')}</span>;
}
