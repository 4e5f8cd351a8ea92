import { LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { StillWorking } from '../ui/still-working.tsx';
import { useSignOut } from './use-sign-out.ts';

/** In the rail. */
export function SignOutButton() {
  const { t } = useTranslation();
  const { signOut, isBusy, error } = useSignOut();
  return (
    <>
      {error !== null && <ProblemNotice error={error} />}
      <button
        type="button"
        onClick={signOut}
        aria-disabled={isBusy || undefined}
        className="flex min-h-10 items-center gap-3 rounded-control px-3 text-muted transition-colors hover:bg-sunken hover:text-text aria-disabled:opacity-60"
      >
        <LogOut aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
        {t('nav.sign_out')}
      </button>
      <StillWorking isOn={isBusy} />
    </>
  );
}
