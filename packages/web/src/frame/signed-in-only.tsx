import type { Account } from '@portress/sdk';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePresence } from '../session/account.ts';
import { Button } from '../ui/button.tsx';
import { Heading } from '../ui/heading.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../ui/skeleton.tsx';
import { Frame, type FrameWidth } from './frame.tsx';

interface SignedInOnlyProps {
  /** The page's heading, for when there is nothing else to show of it. */
  title: string;
  width?: FrameWidth;
  children: (account: Account) => ReactNode;
}

/** Draws a page for the signed-in account; anybody else signs in first and comes back to where they were. */
export function SignedInOnly({ title, width = 'column', children }: SignedInOnlyProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePresence();
  if (data?.account) {
    return (
      <Frame account={data.account} width={width}>
        {children(data.account)}
      </Frame>
    );
  }
  if (data?.left === 'signed_out') return null;
  if (data) return <AskToSignIn reason={data.left ?? 'needed'} />;
  return (
    <Frame account={null} width={width}>
      {error ? (
        <>
          <Heading>{title}</Heading>
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

/** The address is read once: while the page is left it is already that of the sign-in page. */
function AskToSignIn({ reason }: { reason: 'ended' | 'needed' }) {
  const navigate = useNavigate();
  const router = useRouter();
  const [href] = useState(() => router.state.location.href);
  useEffect(() => {
    void navigate({ to: '/sign-in', search: { return_to: href }, state: { reason }, replace: true });
  }, [navigate, href, reason]);
  return null;
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
