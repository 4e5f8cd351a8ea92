import { Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { languageFor, speak } from './language/speak.ts';
import { usePresence } from './session/account.ts';
import { OfflineBar } from './ui/offline-bar.tsx';
import { SkipLink } from './ui/skip-link.tsx';
import { Toasts } from './ui/toasts.tsx';

/** What every page stands in: it speaks the person's language. */
export function Shell(): ReactNode {
  // Drawn anew when the language changes.
  useTranslation();
  const account = usePresence().data?.account ?? null;
  useEffect(() => {
    if (account) void speak(languageFor(account));
  }, [account]);
  return (
    <Toasts>
      <SkipLink />
      <OfflineBar />
      <Outlet />
    </Toasts>
  );
}
