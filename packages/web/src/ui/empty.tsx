import type { ReactNode } from 'react';

interface EmptyProps {
  /** One line of what belongs here. */
  children: ReactNode;
  /** The one thing to do about it. */
  action?: ReactNode;
  /** The command that would fill it, where one helps. */
  command?: string;
}

/** Where a list has nothing to show. That nothing fits a search is said in other words, and with another action. */
export function Empty({ children, action, command }: EmptyProps) {
  return (
    <div className="flex flex-col items-start gap-4 border-y border-line py-6">
      <p className="text-muted">{children}</p>
      {action}
      {command && (
        <code className="wordy block rounded-chip bg-sunken px-3 py-2 font-mono text-13 select-all">{command}</code>
      )}
    </div>
  );
}
