import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { Heading } from '../../ui/heading.tsx';

export function CatsPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.cats')}>{() => <Heading>{t('nav.cats')}</Heading>}</SignedInOnly>;
}
