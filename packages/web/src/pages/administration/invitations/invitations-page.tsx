import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function InvitationsPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.invitations')}>{() => <Heading>{t('nav.invitations')}</Heading>}</SignedInOnly>;
}
