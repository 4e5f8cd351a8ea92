import { Outlet, useRouterState } from '@tanstack/react-router';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { ListAndDetail } from '../../ui/list-and-detail.tsx';
import { BookTitle } from './list/book-title.tsx';
import { ContactList } from './list/contact-list.tsx';
import { ListHead } from './list/list-head.tsx';
import { useIsWide } from './use-is-wide.ts';

/** The address book: the list, and beside it whatever the address names. */
export function BookPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('nav.contacts')} width="split">
      {(account) => <Book email={account.email} />}
    </SignedInOnly>
  );
}

function Book({ email }: { email: string }) {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const isDetailOpen = path.replace(/\/$/, '') !== '/contacts';
  useFocusOnPhones(isDetailOpen);
  return (
    <ListAndDetail
      title={<BookTitle isHeading={!isDetailOpen} />}
      head={<ListHead />}
      list={<ContactList email={email} />}
      detail={<Outlet />}
      isDetailOpen={isDetailOpen}
    />
  );
}

/** On a phone one of the two goes out of sight with the focus in it. Back at the list nothing may scroll it away. */
function useFocusOnPhones(isDetailOpen: boolean): void {
  const isWide = useIsWide();
  const wasOpen = useRef(isDetailOpen);
  useLayoutEffect(() => {
    const hasChanged = wasOpen.current !== isDetailOpen;
    wasOpen.current = isDetailOpen;
    if (isWide || !hasChanged) return;
    if (isDetailOpen && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    else document.querySelector<HTMLElement>('[data-scrolls]')?.focus({ preventScroll: true });
  }, [isDetailOpen, isWide]);
}
