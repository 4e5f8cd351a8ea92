import { ChevronDown } from 'lucide-react';
import { type SelectHTMLAttributes, useId } from 'react';
import { FieldParts } from './field-parts.tsx';

export interface SelectFieldProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'> {
  label: string;
  hint?: string | undefined;
  /** The fault in words. */
  fault?: string | undefined;
  isOptional?: boolean;
}

/** One of many: the browser's own list, which every phone and keyboard knows. The options are its children. */
export function SelectField({ label, hint, fault, isOptional = false, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <FieldParts id={id} label={label} hint={hint} fault={fault} isOptional={isOptional}>
      {(described) => (
        <div className="relative">
          <select
            {...select}
            id={id}
            aria-invalid={fault ? true : undefined}
            aria-describedby={described}
            className={`min-h-10 w-full appearance-none rounded-control border bg-surface pr-9 pl-3 text-16 wide:text-15 pointer-coarse:min-h-11 ${fault ? 'border-danger' : 'border-control'}`}
          />
          <ChevronDown
            aria-hidden="true"
            size={18}
            strokeWidth={1.75}
            className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-muted"
          />
        </div>
      )}
    </FieldParts>
  );
}
