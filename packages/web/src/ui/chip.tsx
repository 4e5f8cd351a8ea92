import type { ReactNode } from 'react';

const dress = {
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  accent: 'bg-accent-soft text-accent',
};

/** A state in a word. */
export function Chip({ tone, children }: { tone: keyof typeof dress; children: ReactNode }) {
  return <span className={`rounded-chip px-2 py-0.5 text-12 font-medium ${dress[tone]}`}>{children}</span>;
}
