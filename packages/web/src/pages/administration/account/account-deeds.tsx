import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { nameOf } from '../../../ui/account-name.ts';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { Row, Rows, Section } from '../../../ui/rows.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { administration, readAnew } from '../administration.ts';
import { DeleteAccount } from './delete-account.tsx';

/** What else can be done about an account. */
export function AccountDeeds({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  return (
    <Section title={t('administration.account.more')}>
      <Rows>
        <PasswordReset account={account} />
        <Row label={t('administration.account.deletion')} action={<DeleteAccount account={account} isMe={isMe} />}>
          {t('administration.account.deletion_about')}
        </Row>
      </Rows>
    </Section>
  );
}

/** Nobody sets another's password: the person gets a link, where mail and state let it arrive and work. */
function PasswordReset({ account }: { account: Account }) {
  const { t } = useTranslation();
  const toast = useToast();
  const { mail } = publicSettings();
  const why = mail === 'off' ? 'reset_mail_off' : account.status === 'suspended' ? 'reset_suspended' : null;
  return (
    <Row
      label={t('administration.account.password')}
      action={
        why === null && (
          <DeedDialog
            label={t('administration.account.reset')}
            title={t('administration.account.reset_title', { name: nameOf(account) })}
            about={t('administration.account.reset_confirm', { email: account.email })}
            confirmLabel={t('administration.account.reset')}
            onConfirm={() => administration.accounts.mailPasswordReset(account.id)}
            onConfirmed={() => {
              toast({ text: t('administration.account.reset_done', { email: account.email }) });
              void readAnew();
            }}
          />
        )
      }
    >
      {t(`administration.account.${why ?? 'reset_about'}`)}
    </Row>
  );
}
