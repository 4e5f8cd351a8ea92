import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { Heading } from '../../ui/heading.tsx';

export function ActivityPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.activity')}>{() => <Heading>{t('nav.activity')}</Heading>}</SignedInOnly>;
}
