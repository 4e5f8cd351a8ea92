import { CircleAlert } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> {
  label: string;
  hint?: string | undefined;
  /** The fault in words. */
  fault?: string | undefined;
  isOptional?: boolean;
  isCode?: boolean;
  /** Beside the input, inside its frame. */
  after?: ReactNode;
}

/** Label, hint, input and what is wrong with it, tied together for whoever listens. */
export function TextField({ label, hint, fault, isOptional = false, isCode = false, after, ...input }: TextFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  const frame = fault ? 'border-danger' : 'border-control';
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
      <div
        className={`flex min-h-10 items-stretch rounded-control border bg-surface has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent pointer-coarse:min-h-11 ${frame}`}
      >
        <input
          {...input}
          id={id}
          aria-invalid={fault ? true : undefined}
          aria-describedby={described || undefined}
          className={`w-full min-w-0 rounded-control bg-transparent px-3 text-16 outline-none wide:text-15 ${isCode ? 'font-mono tracking-[0.2em]' : ''}`}
        />
        {after}
      </div>
      {fault && (
        <p id={`${id}-fault`} className="flex gap-2 text-13 text-danger">
          <CircleAlert aria-hidden="true" size={16} strokeWidth={1.75} className="mt-0.5 shrink-0" />
          {fault}
        </p>
      )}
    </div>
  );
}
