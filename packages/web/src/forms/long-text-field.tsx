import { type TextareaHTMLAttributes, useId } from 'react';
import { FieldParts } from './field-parts.tsx';

export interface LongTextFieldProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'> {
  label: string;
  hint?: string | undefined;
  /** The fault in words. */
  fault?: string | undefined;
  isOptional?: boolean;
}

/** Text of several lines, as high as what stands in it. */
export function LongTextField({ label, hint, fault, isOptional = false, ...area }: LongTextFieldProps) {
  const id = useId();
  return (
    <FieldParts id={id} label={label} hint={hint} fault={fault} isOptional={isOptional}>
      {(described) => (
        <textarea
          rows={3}
          {...area}
          id={id}
          aria-invalid={fault ? true : undefined}
          aria-describedby={described}
          className={`field-sizing-content max-h-80 min-h-20 rounded-control border bg-surface px-3 py-2 text-16 wide:text-15 ${fault ? 'border-danger' : 'border-control'}`}
        />
      )}
    </FieldParts>
  );
}
