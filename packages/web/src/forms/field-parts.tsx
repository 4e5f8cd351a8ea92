import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FieldPartsProps {
  id: string;
  label: string;
  hint: string | undefined;
  fault: string | undefined;
  isOptional: boolean;
  /** Draws the control, given the ids of what describes it. */
  children: (describedBy: string | undefined) => ReactNode;
}

/** Label, hint, control and what is wrong with it, tied together for whoever listens. */
export function FieldParts({ id, label, hint, fault, isOptional, children }: FieldPartsProps) {
  const { t } = useTranslation();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label} {isOptional && <span className="text-13 font-plain text-muted">({t('common.optional')})</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-13 text-muted">
          {hint}
        </p>
      )}
      {children(described || undefined)}
      {fault && (
        <p id={`${id}-fault`} className="flex gap-2 text-13 text-danger">
          <CircleAlert aria-hidden="true" size={16} strokeWidth={1.75} className="mt-0.5 shrink-0" />
          {fault}
        </p>
      )}
    </div>
  );
}
