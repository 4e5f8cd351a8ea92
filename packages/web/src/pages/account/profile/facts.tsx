import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { Email } from '../../../ui/email.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import { date, exactTime } from '../../../ui/time.ts';
import { NotGiven } from './not-given.tsx';
import { PictureRow } from './picture-row.tsx';

/** Who this is: rows of label, value and action. */
export function Facts({ account }: { account: Account }) {
  const { t } = useTranslation();
  const name = [account.first_name, account.last_name].filter(Boolean).join(' ');
  const since = new Date(account.created_at);
  return (
    <Rows>
      <PictureRow account={account} />
      <Row label={t('profile.name')} action={<ButtonLink to="/account/name">{t('profile.change_name')}</ButtonLink>}>
        {name || <NotGiven />}
      </Row>
      <Row
        label={t('profile.username')}
        action={<ButtonLink to="/account/name">{t('account_pages.change_username')}</ButtonLink>}
      >
        {account.username ?? <NotGiven />}
      </Row>
      <Row
        label={t('profile.email')}
        action={
          <span className="flex flex-wrap gap-2">
            {!account.email_verified && <ConfirmEmail email={account.email} />}
            <ButtonLink to="/account/email">{t('profile.change_email')}</ButtonLink>
          </span>
        }
      >
        <Email address={account.email} />
        {account.email_verified ? (
          <Chip tone="success">{t('profile.confirmed')}</Chip>
        ) : (
          <Chip tone="warning">{t('profile.unconfirmed')}</Chip>
        )}
      </Row>
      <Row label={t('profile.role')}>{t(`profile.roles.${account.role}`)}</Row>
      <Row label={t('profile.since')}>
        <time dateTime={account.created_at} title={exactTime(since, spokenLanguage())}>
          {date(since, spokenLanguage())}
        </time>
      </Row>
    </Rows>
  );
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
