import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReturnTo } from '../../../return-to/use-return-to.ts';
import { usePresence } from '../../../session/account.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { Button } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useHistoryState } from '../../../ui/use-history-state.ts';
import { SignInForm } from './sign-in-form.tsx';
import { useGoOn } from './use-go-on.ts';

export function SignInPage() {
  const { t } = useTranslation();
  const { sign_up: signUp } = publicSettings();
  const { reason } = useHistoryState();
  const email = usePresence().data?.account?.email;
  useGoOn();
  return (
    <EntryPage>
      <Heading>{t('sign_in.title')}</Heading>
      {reason && !email && (
        <div role="status">
          <Notice tone={reason === 'ended' || reason === 'needed' ? 'info' : 'success'}>
            {t(`sign_in.${reason}`)}
          </Notice>
        </div>
      )}
      {email && <AlreadySignedIn email={email} />}
      <SignInForm />
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Link to="/forgotten-password" search={keepSearch} className="text-link">
          {t('sign_in.forgotten')}
        </Link>
        {signUp === 'open' && (
          <span>
            {t('sign_in.new_here')}{' '}
            <Link to="/sign-up" search={keepSearch} className="text-link">
              {t('sign_in.sign_up')}
            </Link>
          </span>
        )}
      </p>
    </EntryPage>
  );
}

const keepSearch = true as const;

/** To an application nobody is sent unasked: it may just have sent them here. */
function AlreadySignedIn({ email }: { email: string }) {
  const { t } = useTranslation();
  const { destination, go } = useReturnTo();
  if (destination.kind === 'page') return null;
  return (
    <Notice tone="info">
      <p>{t('sign_in.already', { email })}</p>
      <div className="mt-2">
        <Button kind="main" onClick={go}>
          {t('sign_in.go_on', { host: new URL(destination.url).host })}
        </Button>
      </div>
    </Notice>
  );
}
