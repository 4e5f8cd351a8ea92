import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function MailPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.mail')}>{() => <Heading>{t('nav.mail')}</Heading>}</SignedInOnly>;
}
