import { Search, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}

/** Search as you type; Escape clears. What it waits for, the list that it searches decides. */
export function SearchField({ label, value, onChange, placeholder = label }: SearchFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <search className="flex min-h-10 items-center rounded-control border border-control bg-surface has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent pointer-coarse:min-h-11">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search aria-hidden="true" size={18} strokeWidth={1.75} className="ml-3 shrink-0 text-muted" />
      <input
        id={id}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        maxLength={254}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          onChange('');
        }}
        className="w-full min-w-0 bg-transparent px-2 text-16 outline-none wide:text-15"
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={t('common.clear')}
          onClick={() => onChange('')}
          className="flex min-h-10 min-w-10 items-center justify-center rounded-control text-muted hover:text-text pointer-coarse:min-h-11 pointer-coarse:min-w-11"
        >
          <X aria-hidden="true" size={18} strokeWidth={1.75} />
        </button>
      )}
    </search>
  );
}
