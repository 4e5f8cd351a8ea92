import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { ButtonLink } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Section } from '../../../ui/rows.tsx';
import { ExportData } from '../profile/export-data.tsx';
import { DeleteAccountForm } from './delete-account-form.tsx';

export function DeleteAccountPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('delete_account.title')}>{(account) => <DeleteAccount account={account} />}</SignedInOnly>
  );
}

function DeleteAccount({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('delete_account.title')}</Heading>
        <p>{t('delete_account.about')}</p>
      </div>
      <Section title={t('account_pages.deletion.lost')}>
        <ul className="flex list-disc flex-col gap-1 pl-5">
          <li>{t('account_pages.deletion.account')}</li>
          <li>{t('account_pages.deletion.sessions')}</li>
          <li>{t('account_pages.deletion.contacts')}</li>
        </ul>
        <p className="mt-2 text-muted">{t('account_pages.deletion.stays')}</p>
      </Section>
      <Section title={t('account_pages.deletion.first')}>
        <p className="mb-4">{t('account_pages.export.about')}</p>
        <ExportData label={t('profile.download')} />
      </Section>
      <div className="flex max-w-[400px] flex-col gap-3">
        <DeleteAccountForm account={account} />
        <ButtonLink to="/account" isWide>
          {t('delete_account.keep')}
        </ButtonLink>
      </div>
    </>
  );
}
