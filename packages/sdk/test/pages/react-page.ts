// An application with React: who is signed in, and a way in and out.
import { createPortress } from '@portress/sdk';
import { PortressProvider, SignedIn, SignedOut, SignInButton, useAccount } from '@portress/sdk/react';
import { createElement as h, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const service = new URL(location.href).searchParams.get('service') ?? '';
const portress = createPortress({ baseUrl: service });

function State() {
  const { account, isPending, isSignedOut, error, reload } = useAccount();
  const state = isPending ? 'pending' : isSignedOut ? 'signed out' : (account?.email ?? 'unknown');
  return h('p', { id: 'state', onClick: () => void reload() }, error ? `${state}, ${error.name}` : state);
}

const page = h(
  PortressProvider,
  { portress },
  h(State),
  // biome-ignore lint/correctness/noChildrenProp: a function as the only child
  h(SignedIn, { children: (account) => h('h1', null, `Hello ${account.email}`) }),
  h(SignedIn, null, h('button', { type: 'button', onClick: () => void portress.signOut() }, 'Sign out')),
  h(SignedOut, null, h(SignInButton, { id: 'in' }, 'Sign in at Portress')),
);

const place = document.getElementById('page');
if (place) createRoot(place).render(h(StrictMode, null, page));
