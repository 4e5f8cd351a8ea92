import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function AccountsPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.accounts')}>{() => <Heading>{t('nav.accounts')}</Heading>}</SignedInOnly>;
}
