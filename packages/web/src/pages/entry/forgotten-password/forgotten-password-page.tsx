import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { InboxLink } from '../../../ui/inbox-link.tsx';
import { Support } from '../../../ui/support.tsx';
import { ForgottenPasswordForm } from './forgotten-password-form.tsx';

export function ForgottenPasswordPage() {
  const { mail } = publicSettings();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (mail === 'off') return <NoMail />;
  if (sentTo !== null) return <Sent key={sentTo} email={sentTo} onOther={() => setSentTo(null)} />;
  return <Ask onSent={setSentTo} />;
}

function Ask({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('forgotten.title')}</Heading>
      <p>{t('forgotten.about')}</p>
      <ForgottenPasswordForm onSent={onSent} />
      <Link to="/sign-in" search={true} className="text-link">
        {t('forgotten.back')}
      </Link>
    </EntryPage>
  );
}

/** The same whether the address is known here or not. */
function Sent({ email, onOther }: { email: string; onOther: () => void }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('forgotten.sent_title')}</Heading>
      <p className="wordy">{t('forgotten.sent', { email })}</p>
      <InboxLink />
      <p className="text-13 text-muted">{t('forgotten.nothing')}</p>
      <div className="flex flex-col gap-3">
        <Button isWide onClick={onOther}>
          {t('forgotten.other')}
        </Button>
        <ButtonLink to="/sign-in" search={true} kind="quiet" isWide>
          {t('forgotten.back')}
        </ButtonLink>
      </div>
    </EntryPage>
  );
}

function NoMail() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('forgotten.mail_off_title')}</Heading>
      <p>{t('forgotten.mail_off')}</p>
      <Support />
      <ButtonLink to="/sign-in" search={true} kind="main" isWide>
        {t('forgotten.back')}
      </ButtonLink>
    </EntryPage>
  );
}
