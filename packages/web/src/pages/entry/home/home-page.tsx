import { lazy, type ReactNode, Suspense } from 'react';
import { usePresence } from '../../../session/account.ts';
import { Visitor } from './visitor.tsx';

/** A visitor needs nothing of it: neither the frame nor the icons of every place. */
const SignedInHome = lazy(async () => ({ default: (await import('./signed-in-home.tsx')).SignedInHome }));

/** Two pages at one address: what this is, for a visitor; where to go, for a signed-in person. */
export function HomePage(): ReactNode {
  const { data, isPending } = usePresence();
  if (data?.account) {
    return (
      <Suspense>
        <SignedInHome account={data.account} />
      </Suspense>
    );
  }
  // Who it is will be known in a moment; until then neither page flashes past.
  return isPending ? null : <Visitor />;
}
