import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'info' | 'success' | 'warning' | 'danger';

const dress: Record<Tone, string> = {
  info: 'bg-accent-soft text-text [--mark:var(--accent)]',
  success: 'bg-success-soft text-text [--mark:var(--success)]',
  warning: 'bg-warning-soft text-text [--mark:var(--warning)]',
  danger: 'bg-danger-soft text-text [--mark:var(--danger)]',
};

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

interface NoticeProps {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
}

/** A few words above what they are about; the icon says the tone as well as the colour does. */
export function Notice({ tone, title, children }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={`flex animate-appear gap-3 rounded-control px-4 py-3 ${dress[tone]}`}>
      <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="mt-[3px] shrink-0 text-(--mark)" />
      <div className="wordy grow">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
    </div>
  );
}
