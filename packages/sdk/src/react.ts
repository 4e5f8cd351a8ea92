'use client';

import {
  type ComponentPropsWithRef,
  createContext,
  createElement,
  type MouseEvent,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { type AccountWatch, createAccountWatch, type Presence, unknownPresence } from './account-watch.ts';
import type { Account } from './contract.ts';
import type { Portress } from './create-portress.ts';

export type { Presence } from './account-watch.ts';

interface Present {
  portress: Portress;
  watch: AccountWatch;
}

const PortressContext = createContext<Present | null>(null);

export interface PortressProviderProps {
  /** The one client of the page, made outside of any component. */
  portress: Portress;
  children?: ReactNode;
}

/** Gives its children the client, and who is signed in. */
export function PortressProvider({ portress, children }: PortressProviderProps) {
  const present = useMemo(() => ({ portress, watch: createAccountWatch(portress) }), [portress]);
  return createElement(PortressContext.Provider, { value: present }, children);
}

/** The client that the provider was given. */
export function usePortress(): Portress {
  return usePresent().portress;
}

/** Who is signed in; drawn anew at every sign-in and sign-out, in other tabs too. */
export function useAccount(): Presence & { reload: () => Promise<void> } {
  const { watch } = usePresent();
  // A server knows nobody, and the first drawing in the browser has to agree with it.
  const presence = useSyncExternalStore(watch.subscribe, watch.read, () => unknownPresence);
  return { ...presence, reload: watch.reload };
}

/** Its children are there while somebody is signed in; a function is given the account. */
export function SignedIn({ children }: { children?: ReactNode | ((account: Account) => ReactNode) }): ReactNode {
  const { account } = useAccount();
  if (account === null) return null;
  return typeof children === 'function' ? children(account) : children;
}

/** Its children are there when nobody is signed in, and not before that is certain. */
export function SignedOut({ children }: { children?: ReactNode }): ReactNode {
  return useAccount().isSignedOut ? children : null;
}

export type SignInButtonProps = Omit<ComponentPropsWithRef<'button'>, 'type'> & {
  /** Where the person comes back to; this page by default. */
  returnTo?: string;
};

/** Leads to the service's own sign-in page, and from there back. */
export function SignInButton({ returnTo, onClick, children = 'Sign in', ...others }: SignInButtonProps) {
  const { baseUrl } = usePortress();
  const lead = (event: MouseEvent<HTMLButtonElement>) => {
    onClick?.(event);
    if (!event.defaultPrevented) globalThis.location.assign(signInAddress(baseUrl, returnTo));
  };
  return createElement('button', { ...others, type: 'button', onClick: lead }, children);
}

function signInAddress(baseUrl: string, returnTo: string | undefined): string {
  const here = new URL(returnTo ?? '', globalThis.location.href);
  const address = new URL('sign-in', baseUrl);
  // The service takes a path of its own as it is; of other origins those that it knows.
  const isOwn = here.href.startsWith(baseUrl);
  address.searchParams.set('return_to', isOwn ? `/${here.href.slice(baseUrl.length)}` : here.href);
  return address.href;
}

function usePresent(): Present {
  const present = useContext(PortressContext);
  if (present === null) throw new Error('There is no <PortressProvider> around this component.');
  return present;
}
