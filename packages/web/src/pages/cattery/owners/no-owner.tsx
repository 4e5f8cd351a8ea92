import { useTranslation } from 'react-i18next';

export function NoOwner() {
  const { t } = useTranslation();
  return <p className="text-muted">{t('cattery.owners.choose')}</p>;
}
