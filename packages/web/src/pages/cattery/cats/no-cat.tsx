import { useTranslation } from 'react-i18next';

export function NoCat() {
  const { t } = useTranslation();
  return <p className="text-muted">{t('cattery.cats.choose')}</p>;
}
