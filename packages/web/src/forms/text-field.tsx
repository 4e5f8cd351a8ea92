import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { FieldParts } from './field-parts.tsx';

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

/** One line of text. */
export function TextField({ label, hint, fault, isOptional = false, isCode = false, after, ...input }: TextFieldProps) {
  const id = useId();
  const frame = fault ? 'border-danger' : 'border-control';
  return (
    <FieldParts id={id} label={label} hint={hint} fault={fault} isOptional={isOptional}>
      {(described) => (
        <div
          className={`flex min-h-10 items-stretch rounded-control border bg-surface has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent pointer-coarse:min-h-11 ${frame}`}
        >
          <input
            {...input}
            id={id}
            aria-invalid={fault ? true : undefined}
            aria-describedby={described}
            className={`w-full min-w-0 rounded-control bg-transparent px-3 text-16 outline-none wide:text-15 ${isCode ? 'font-mono tracking-[0.2em]' : ''}`}
          />
          {after}
        </div>
      )}
    </FieldParts>
  );
}
