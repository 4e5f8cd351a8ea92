import type { Role } from '@portress/sdk';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from './read-search.ts';

/** A role, with what it may do. */
export function RoleChoice({ value, onChoose }: { value: Role; onChoose: (role: Role) => void }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="flex flex-col rounded-control border border-line">
      <legend className="sr-only">{t('administration.role')}</legend>
      {roles.map((role) => (
        <label
          key={role}
          className="flex min-h-11 cursor-pointer items-start gap-3 border-line px-4 py-3 transition-colors not-last:border-b hover:bg-sunken has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            checked={role === value}
            onChange={() => onChoose(role)}
            className="mt-1 size-4 shrink-0 accent-accent outline-none"
          />
          <span className="wordy">
            <span className="block font-medium">{t(`administration.roles.${role}`)}</span>
            <span className="block text-13 text-muted">{t(`administration.role_about.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
