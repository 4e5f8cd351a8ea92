import type { Account } from '@portress/sdk';
import { Navigate, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePresence } from '../session/account.ts';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../ui/skeleton.tsx';
import { Frame } from './frame.tsx';

/** Draws a page for the signed-in account; anybody else signs in first and comes back to where they were. */
export function SignedInOnly({ children }: { children: (account: Account) => ReactNode }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePresence();
  const address = useRouterState({ select: (state) => state.location.href });
  if (data?.account) return <Frame account={data.account}>{children(data.account)}</Frame>;
  if (data) {
    const reason = data.ended ? 'ended' : 'needed';
    return <Navigate to="/sign-in" search={{ return_to: address }} state={{ reason }} replace />;
  }
  return (
    <Frame account={null}>
      {error ? (
        <>
          <ProblemNotice error={error} />
          <div>
            <Button onClick={() => void refetch()}>{t('common.try_again')}</Button>
          </div>
        </>
      ) : (
        <PageSkeleton />
      )}
    </Frame>
  );
}

function PageSkeleton() {
  return (
    <Skeleton>
      <SkeletonLine className="mb-8 h-8 w-40" />
      {['w-64', 'w-48', 'w-56', 'w-40'].map((width) => (
        <div key={width} className="flex gap-8 border-t border-line py-4">
          <SkeletonLine className="h-5 w-24" />
          <SkeletonLine className={`h-5 ${width}`} />
        </div>
      ))}
    </Skeleton>
  );
}
