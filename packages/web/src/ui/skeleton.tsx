import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StillWorking } from './still-working.tsx';
import { useAfter } from './use-after.ts';

const calmMs = 200;

/** The shape of what is coming, shown only when it does not come at once. */
export function Skeleton({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const isSlow = useAfter(calmMs, true);
  return (
    <div role="status" aria-busy="true" className={isSlow ? 'animate-appear' : 'invisible'}>
      <span className="sr-only">{t('common.loading')}</span>
      <div aria-hidden="true">{children}</div>
      <StillWorking isOn />
    </div>
  );
}

/** One grey line; `className` gives it its width and height. */
export function SkeletonLine({ className }: { className: string }) {
  return <div className={`rounded-chip bg-line ${className}`} />;
}
