import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { useSignOut } from '../../frame/use-sign-out.ts';
import { spokenLanguage } from '../../language/speak.ts';
import { publicSettings } from '../../settings/public-settings.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Email } from '../../ui/email.tsx';
import { Heading } from '../../ui/heading.tsx';
import { LanguageChoice, ThemeChoice } from '../../ui/preferences.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Row, Rows, Section } from '../../ui/rows.tsx';
import { date, exactTime } from '../../ui/time.ts';

export function ProfilePage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('profile.title')}>{(account) => <Profile account={account} />}</SignedInOnly>;
}

/** The cookies go along, and a file comes back: no script has to hold it. */
const exportAddress = new URL('api/account/export', document.baseURI).href;

function Profile({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <Heading>{t('profile.title')}</Heading>
      <Section title={t('profile.facts')}>
        <Facts account={account} />
      </Section>
      <Section title={t('profile.here')}>
        <Rows>
          <Row label={t('language.choose')}>
            <LanguageChoice />
          </Row>
          <Row label={t('theme.choose')}>
            <ThemeChoice />
          </Row>
        </Rows>
      </Section>
      <Section title={t('profile.data')}>
        <Rows>
          <Row
            label={t('profile.export')}
            action={
              <a href={exportAddress} download className="text-link">
                {t('profile.download')}
              </a>
            }
          >
            {t('profile.export_about')}
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

function Facts({ account }: { account: Account }) {
  const { t } = useTranslation();
  const name = [account.first_name, account.last_name].filter(Boolean).join(' ');
  const since = new Date(account.created_at);
  return (
    <Rows>
      <Row
        label={t('profile.email')}
        action={
          <>
            {!account.email_verified && <ConfirmEmail email={account.email} />}
            <ButtonLink to="/account/email">{t('profile.change_email')}</ButtonLink>
          </>
        }
      >
        <Email address={account.email} />
        {account.email_verified ? (
          <Chip tone="success">{t('profile.confirmed')}</Chip>
        ) : (
          <Chip tone="warning">{t('profile.unconfirmed')}</Chip>
        )}
      </Row>
      <Row label={t('profile.name')} action={<ButtonLink to="/account/name">{t('profile.change_name')}</ButtonLink>}>
        {name || <NotGiven />}
      </Row>
      <Row label={t('profile.username')}>{account.username ?? <NotGiven />}</Row>
      <Row label={t('profile.role')}>{t(`profile.roles.${account.role}`)}</Row>
      <Row label={t('profile.since')}>
        <time dateTime={account.created_at} title={exactTime(since, spokenLanguage())}>
          {date(since, spokenLanguage())}
        </time>
      </Row>
    </Rows>
  );
}

function NotGiven() {
  const { t } = useTranslation();
  return <span className="text-muted">{t('profile.none')}</span>;
}

function ConfirmEmail({ email }: { email: string }) {
  const { t } = useTranslation();
  const { mail } = publicSettings();
  if (mail === 'off') return null;
  return (
    <ButtonLink to="/check-your-mail" state={{ email }}>
      {t('profile.confirm')}
    </ButtonLink>
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
