import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { Heading } from '../../ui/heading.tsx';

export function OwnersPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.owners')}>{() => <Heading>{t('nav.owners')}</Heading>}</SignedInOnly>;
}
