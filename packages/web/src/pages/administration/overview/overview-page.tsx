import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function OverviewPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.overview')}>{() => <Heading>{t('nav.overview')}</Heading>}</SignedInOnly>;
}
