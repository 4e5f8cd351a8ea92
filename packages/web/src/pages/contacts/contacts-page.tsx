import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { Heading } from '../../ui/heading.tsx';

export function ContactsPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.contacts')}>{() => <Heading>{t('nav.contacts')}</Heading>}</SignedInOnly>;
}
