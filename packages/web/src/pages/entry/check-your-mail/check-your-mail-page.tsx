import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { InboxLink } from '../../../ui/inbox-link.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Support } from '../../../ui/support.tsx';
import { useHistoryState } from '../../../ui/use-history-state.ts';
import { CodeForm } from './code-form.tsx';
import { useWaitForConfirmation } from './use-wait-for-confirmation.ts';

export function CheckYourMailPage() {
  const { t } = useTranslation();
  const { mail } = publicSettings();
  const { email, isPasswordRight, isMailSent } = useHistoryState();
  const { isWaiting, asksByItself } = useWaitForConfirmation();
  return (
    <EntryPage>
      <Heading>{t('check_mail.title')}</Heading>
      {isPasswordRight && (
        <div role="status">
          <Notice tone="info">{t('check_mail.sign_in_first')}</Notice>
        </div>
      )}
      {mail === 'off' ? (
        <>
          <p>{t('check_mail.mail_off')}</p>
          <Support />
        </>
      ) : (
        <>
          <div className="flex flex-col gap-2">
            <p className="wordy">{email && isMailSent ? t('check_mail.sent', { email }) : t('check_mail.unsent')}</p>
            {isWaiting && asksByItself && <p className="text-muted">{t('check_mail.waiting')}</p>}
          </div>
          <CodeForm email={email ?? ''} isMailSent={isMailSent === true} />
          <InboxLink />
          <p className="text-13 text-muted">{t('check_mail.nothing')}</p>
        </>
      )}
      {email && (
        <Link to="/sign-up" search={true} className="text-link">
          {t('check_mail.other_address')}
        </Link>
      )}
    </EntryPage>
  );
}
