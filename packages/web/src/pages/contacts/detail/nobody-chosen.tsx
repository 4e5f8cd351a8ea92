import { useTranslation } from 'react-i18next';

/** Beside the list, until somebody is chosen. */
export function NobodyChosen() {
  const { t } = useTranslation();
  return <p className="text-muted max-wide:hidden">{t('contacts.detail.nobody')}</p>;
}
