import { type ReactNode, useEffect } from 'react';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { Outcome } from './use-outcome.ts';
import { useRefusal } from './use-refusal.ts';

interface RefusalProps {
  outcome: Outcome;
  /** The way out, where there is one. */
  wayOut?: ReactNode;
}

/** Why the deed was refused. The button that was pressed may be gone, so the focus comes here. */
export function Refusal({ outcome: { error, place }, wayOut }: RefusalProps) {
  const words = useRefusal();
  useEffect(() => {
    if (error !== null) place.current?.focus();
  }, [error, place]);
  return (
    <div
      ref={place}
      tabIndex={-1}
      className="flex flex-col items-start gap-3 rounded-control empty:hidden *:first:w-full"
    >
      {error !== null && <ProblemNotice error={error} words={words(error)} />}
      {error !== null && wayOut}
    </div>
  );
}
