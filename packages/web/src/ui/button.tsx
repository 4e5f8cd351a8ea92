import { Link, type LinkProps } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Kind = 'main' | 'plain' | 'danger' | 'danger-main' | 'quiet';

// With a border or without one, the same 40 px.
const shape =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-control px-4 py-[7px] text-15 font-medium transition-colors pointer-coarse:min-h-11';

const dress: Record<Kind, string> = {
  main: 'bg-accent text-on-accent hover:bg-accent-hover',
  plain: 'border border-control bg-surface text-text hover:bg-sunken',
  danger: 'border border-danger bg-surface text-danger hover:bg-danger-soft',
  'danger-main': 'bg-danger text-surface hover:opacity-90',
  quiet: 'text-accent hover:bg-sunken',
};

const look = (kind: Kind, isWide: boolean) => `${shape} ${dress[kind]} ${isWide ? 'w-full' : ''}`;

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'disabled'> {
  kind?: Kind;
  isWide?: boolean;
  isBusy?: boolean;
  /** Not now: it keeps the focus and says so, and its press does nothing. */
  isBarred?: boolean;
}

/** A busy or barred button is `aria-disabled`: a disabled one would lose the focus of whoever just pressed it. */
export function Button({ kind = 'plain', isWide = false, isBusy = false, isBarred = false, ...rest }: ButtonProps) {
  const isOff = isBusy || isBarred;
  return (
    <button
      type="button"
      {...rest}
      onClick={isOff ? (event) => event.preventDefault() : rest.onClick}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      className={`${look(kind, isWide)} aria-disabled:cursor-not-allowed ${isBarred ? 'opacity-60' : ''}`}
    >
      {isBusy && <LoaderCircle aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0 animate-spin" />}
      <span>{rest.children}</span>
    </button>
  );
}

interface ButtonLinkProps extends Pick<LinkProps, 'to' | 'params' | 'search' | 'state'> {
  kind?: Kind;
  isWide?: boolean;
  children: ReactNode;
}

/** Goes to a page, and looks like the step that it is. */
export function ButtonLink({ kind = 'plain', isWide = false, children, ...link }: ButtonLinkProps) {
  return (
    <Link {...link} className={look(kind, isWide)}>
      {children}
    </Link>
  );
}
