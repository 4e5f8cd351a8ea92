import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function SigningKeysPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('nav.signing_keys')}>{() => <Heading>{t('nav.signing_keys')}</Heading>}</SignedInOnly>;
}
