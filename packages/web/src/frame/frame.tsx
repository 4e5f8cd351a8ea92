import type { Account } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { House, KeyRound, MonitorSmartphone, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Email } from '../ui/email.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Product } from '../ui/product.tsx';
import { SignOutButton } from './sign-out-button.tsx';
import { useSignOut } from './use-sign-out.ts';

const pages = [
  { to: '/', word: 'home', Icon: House },
  { to: '/account', word: 'profile', Icon: UserRound },
  { to: '/account/password', word: 'password', Icon: KeyRound },
  { to: '/account/devices', word: 'devices', Icon: MonitorSmartphone },
] as const;

interface FrameProps {
  /** `null` while it is being read. */
  account: Account | null;
  children: ReactNode;
}

/** What stands around every page of a signed-in person: a rail, and on phones a bar below. */
export function Frame({ account, children }: FrameProps) {
  const { signOut, isBusy, error } = useSignOut();
  return (
    <div className="wide:grid wide:grid-cols-[224px_minmax(0,1fr)]">
      <header className="flex items-center justify-between border-line px-4 py-3 max-wide:border-b wide:sticky wide:top-0 wide:h-dvh wide:flex-col wide:items-stretch wide:justify-start wide:gap-8 wide:border-r wide:px-3 wide:py-6">
        <div className="wide:px-3">
          <Product />
        </div>
        <Rail />
        <div className="mt-auto flex flex-col gap-2 max-wide:hidden">
          {account && (
            <p className="px-3 text-13 text-muted">
              <Email address={account.email} />
            </p>
          )}
          <SignOutButton isBusy={isBusy} onPress={signOut} />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[728px] flex-col gap-8 px-4 pt-8 pb-32 outline-none wide:px-6 wide:pt-16 wide:pb-16"
      >
        {error !== null && <ProblemNotice error={error} />}
        {children}
      </main>
    </div>
  );
}

function Rail() {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t('nav.label')}
      className="max-wide:fixed max-wide:inset-x-0 max-wide:bottom-0 max-wide:border-t max-wide:border-line max-wide:bg-surface max-wide:pb-[env(safe-area-inset-bottom)]"
    >
      <ul className="flex gap-1 max-wide:justify-around wide:flex-col">
        {pages.map(({ to, word, Icon }) => (
          <li key={to} className="max-wide:grow max-wide:basis-0">
            <Link
              to={to}
              activeOptions={{ exact: true }}
              className="flex items-center gap-3 rounded-control px-3 text-muted transition-colors hover:bg-sunken hover:text-text aria-[current=page]:text-accent max-wide:min-h-14 max-wide:flex-col max-wide:justify-center max-wide:gap-1 max-wide:text-12 wide:min-h-10 wide:pointer-coarse:min-h-11 wide:aria-[current=page]:bg-accent-soft wide:aria-[current=page]:font-medium"
            >
              <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
              {t(`nav.${word}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
