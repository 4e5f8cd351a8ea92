import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { Chip } from '../../../ui/chip.tsx';
import { countryName, languageName } from '../../../ui/code-names.ts';
import { Email } from '../../../ui/email.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { Row, Rows, Section } from '../../../ui/rows.tsx';
import { ChangeRole } from './change-role.tsx';
import { SuspendOrRestore } from './suspend-or-restore.tsx';

/** What is known of an account, and what of it an administrator may change. */
export function Facts({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  const isVerified = account.email_verified;
  const none = <span className="text-muted">{t('administration.none')}</span>;
  return (
    <Section title={t('administration.account.facts')}>
      <Rows>
        <Row label={t('administration.email')}>
          <Email address={account.email} />
          <Chip tone={isVerified ? 'success' : 'warning'}>
            {t(isVerified ? 'administration.account.verified' : 'administration.account.unverified')}
          </Chip>
        </Row>
        <Row label={t('administration.username')}>{account.username ?? none}</Row>
        <Row label={t('administration.role')} action={<ChangeRole account={account} isMe={isMe} />}>
          {t(`administration.roles.${account.role}`)}
        </Row>
        <Row label={t('administration.status')} action={<SuspendOrRestore account={account} isMe={isMe} />}>
          {t(`administration.statuses.${account.status}`)}
        </Row>
        <Row label={t('administration.account.language')}>
          {account.locale ? languageName(account.locale, spokenLanguage()) : none}
        </Row>
        <Row label={t('administration.account.place')}>
          {[account.country && countryName(account.country, spokenLanguage()), account.time_zone]
            .filter(Boolean)
            .join(' · ') || none}
        </Row>
        <Row label={t('administration.created')}>
          <Moment at={account.created_at} />
        </Row>
        <Row label={t('administration.updated')}>
          <Moment at={account.updated_at} />
        </Row>
        <Row label={t('administration.account.id')}>
          <span className="font-mono text-13 select-all">{account.id}</span>
        </Row>
      </Rows>
    </Section>
  );
}
