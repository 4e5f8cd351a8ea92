import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { useSignOut } from '../../../frame/use-sign-out.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ThemeChoice } from '../../../ui/preferences.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Row, Rows, Section } from '../../../ui/rows.tsx';
import { ExportData } from './export-data.tsx';
import { Facts } from './facts.tsx';
import { LanguageRow } from './language-row.tsx';
import { CountryRow, TimeZoneRow } from './region-rows.tsx';

export function ProfilePage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('profile.title')}>{(account) => <Profile account={account} />}</SignedInOnly>;
}

function Profile({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <Heading>{t('profile.title')}</Heading>
      <Section title={t('profile.facts')}>
        <Facts account={account} />
      </Section>
      <Section title={t('account_pages.language.title')}>
        <Rows>
          <LanguageRow />
          <TimeZoneRow account={account} />
          <CountryRow account={account} />
        </Rows>
      </Section>
      <Section title={t('profile.here')}>
        <Rows>
          <Row label={t('theme.choose')}>
            <ThemeChoice />
          </Row>
        </Rows>
      </Section>
      <Section title={t('profile.data')}>
        <Rows>
          <Row label={t('profile.export')}>
            <div className="flex flex-col items-start gap-3">
              <p>{t('account_pages.export.about')}</p>
              <ExportData label={t('profile.download')} />
            </div>
          </Row>
          <Row
            label={t('profile.delete')}
            action={<ButtonLink to="/account/delete">{t('profile.delete_action')}</ButtonLink>}
          >
            {t('profile.delete_about')}
          </Row>
        </Rows>
      </Section>
      <SignOut />
    </>
  );
}

/** On phones the rail with its own button is not there. */
function SignOut() {
  const { t } = useTranslation();
  const { signOut, isBusy, error } = useSignOut();
  return (
    <section className="flex flex-col gap-3 wide:hidden">
      {error !== null && <ProblemNotice error={error} />}
      <Button isWide isBusy={isBusy} onClick={signOut}>
        {t('nav.sign_out')}
      </Button>
      <p className="text-13 text-muted">{t('profile.sign_out_about')}</p>
    </section>
  );
}
