import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';

/** On a phone the way back from what covers the list; beside the list nobody needs it. */
export function BackToList({ children, ...link }: Pick<LinkProps, 'to' | 'search'> & { children: ReactNode }) {
  return (
    <Link {...link} className="-ml-1 mb-2 inline-flex min-h-11 items-center gap-2 px-1 text-accent wide:hidden">
      <ArrowLeft aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
      {children}
    </Link>
  );
}
