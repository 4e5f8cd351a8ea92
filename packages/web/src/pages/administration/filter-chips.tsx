import { Check } from 'lucide-react';

interface FilterChipsProps<Value extends string> {
  label: string;
  /** `undefined`: all. */
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  onChoose: (value: Value | undefined) => void;
}

/** One of a few, or none of them: pressed once more, a chip lets everything through again. */
export function FilterChips<Value extends string>({ label, value, options, onChoose }: FilterChipsProps<Value>) {
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => {
        const isChosen = option.value === value;
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChoose(isChosen ? undefined : option.value)}
            className={`inline-flex min-h-8 items-center gap-1.5 rounded-chip border px-3 text-13 font-medium transition-colors pointer-coarse:min-h-11 ${isChosen ? 'border-accent bg-accent-soft text-accent' : 'border-control bg-surface text-text hover:bg-sunken'}`}
          >
            {isChosen && <Check aria-hidden="true" size={14} strokeWidth={2} className="shrink-0" />}
            {option.label}
          </button>
        );
      })}
    </fieldset>
  );
}
