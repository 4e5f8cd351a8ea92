import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function AuditLogPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.audit_log')}>{() => <Heading>{t('nav.audit_log')}</Heading>}</SignedInOnly>;
}
