import type { Account } from '@portress/sdk';
import type { ReactNode } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { Email } from '../ui/email.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Product } from '../ui/product.tsx';
import { Neighbours, Rail } from './rail.tsx';
import { SignOutButton } from './sign-out-button.tsx';
import { useSignOut } from './use-sign-out.ts';

interface FrameProps {
  /** `null` while it is being read. */
  account: Account | null;
  /** A column to read in, the whole width for a table, or list and detail side by side, each with its own scroll. */
  width?: FrameWidth;
  children: ReactNode;
}

export type FrameWidth = 'column' | 'table' | 'split';

const widths: Record<FrameWidth, string> = {
  column: 'mx-auto max-w-[728px] gap-8 pt-8 pb-32 wide:px-6 wide:pt-16 wide:pb-16',
  table: 'mx-auto max-w-[1440px] gap-6 pt-8 pb-32 wide:px-8 wide:pt-12 wide:pb-16',
  split: 'pb-24 wide:h-dvh wide:px-0 wide:pb-0',
};

/** What stands around every page of a signed-in person: a rail, and on phones a bar below. */
export function Frame({ account, width = 'column', children }: FrameProps) {
  const { signOut, isBusy, error } = useSignOut();
  return (
    <div className="wide:grid wide:grid-cols-[224px_minmax(0,1fr)]">
      <header className="flex items-center justify-between border-line px-4 py-3 max-wide:border-b wide:sticky wide:top-0 wide:h-dvh wide:flex-col wide:items-stretch wide:justify-start wide:gap-6 wide:border-r wide:px-3 wide:py-6">
        <div className="wide:px-3">
          <Product />
        </div>
        <Rail account={account} />
        <div className="mt-auto flex flex-col gap-2 max-wide:hidden">
          {account && (
            <p className="flex items-center gap-3 px-3 text-13 text-muted">
              <Avatar account={account} size={28} />
              <Email address={account.email} />
            </p>
          )}
          <SignOutButton isBusy={isBusy} onPress={signOut} />
        </div>
      </header>
      <div className="min-w-0">
        <Neighbours />
        <main id="main" tabIndex={-1} className={`flex w-full min-w-0 flex-col px-4 outline-none ${widths[width]}`}>
          {error !== null && <ProblemNotice error={error} />}
          {children}
        </main>
      </div>
    </div>
  );
}
