import type { ReactNode } from 'react';
import { PaneTitle } from './pane-title.tsx';

interface ListHeadProps {
  title: string;
  /** The page is then about what stands beside the list. */
  isDetailOpen: boolean;
  action: ReactNode;
}

export function ListHead({ title, isDetailOpen, action }: ListHeadProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      {isDetailOpen ? <h2 className="text-24 font-strong wide:text-28">{title}</h2> : <PaneTitle>{title}</PaneTitle>}
      {action}
    </div>
  );
}
