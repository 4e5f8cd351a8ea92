import type { ReactNode } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { PaneTitle } from './pane-title.tsx';

/** Where an address leads to a cat or an owner who is not there, or no longer. */
export function Missing({ title, about, action }: { title: string; about: string; action: ReactNode }) {
  return (
    <div className="flex flex-col gap-6">
      <PaneTitle>{title}</PaneTitle>
      <Empty action={action}>{about}</Empty>
    </div>
  );
}
