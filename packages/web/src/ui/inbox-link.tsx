import { Inbox } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../settings/public-settings.ts';

/** In development, where the mail is. */
export function InboxLink() {
  const { t } = useTranslation();
  const { dev_inbox: hasInbox } = publicSettings();
  if (!hasInbox) return null;
  return (
    <a href="dev/inbox" target="_blank" rel="noreferrer" className="text-link inline-flex items-center gap-2">
      <Inbox aria-hidden="true" size={18} strokeWidth={1.75} />
      {t('check_mail.inbox')}
    </a>
  );
}
