import type { ReactNode } from 'react';

/** A section of a page: a small heading and rows between lines. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col">
      <h2 className="pb-2 text-17 font-strong">{title}</h2>
      {children}
    </section>
  );
}

/** Rows of label, value and action. */
export function Rows({ children }: { children: ReactNode }) {
  return <dl className="border-b border-line">{children}</dl>;
}

interface RowProps {
  label: string;
  children: ReactNode;
  action?: ReactNode;
}

export function Row({ label, children, action }: RowProps) {
  return (
    <div className="grid min-h-14 items-center gap-x-4 gap-y-1 border-t border-line py-3 wide:grid-cols-[176px_minmax(0,1fr)]">
      <dt className="text-muted max-wide:text-13">{label}</dt>
      <dd className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="wordy flex flex-wrap items-center gap-x-3 gap-y-1">{children}</div>
        {action}
      </dd>
    </div>
  );
}
