import { useId } from 'react';
import { type Control, useController, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { CatEntry } from './cat-fields.ts';
import { isMur } from './mur.ts';

/** Says before anything is sent what will come of it: Mur is vaccinated, whatever is said. */
export function VaccinatedField({ control }: { control: Control<CatEntry> }) {
  const { t } = useTranslation();
  const id = useId();
  const { field } = useController({ control, name: 'vaccinated' });
  const isSettled = isMur(useWatch({ control, name: 'nickname' }));
  return (
    <div className="flex flex-col">
      <label className="flex min-h-10 items-center gap-3 font-medium pointer-coarse:min-h-11">
        <input
          ref={field.ref}
          type="checkbox"
          name={field.name}
          checked={field.value || isSettled}
          aria-disabled={isSettled || undefined}
          aria-describedby={isSettled ? id : undefined}
          onChange={(event) => {
            if (!isSettled) field.onChange(event.target.checked);
          }}
          onBlur={field.onBlur}
          className="size-5 shrink-0 accent-accent aria-disabled:opacity-60"
        />
        {t('cattery.cats.vaccinated')}
      </label>
      <p id={id} role="status" className="text-13 text-muted empty:sr-only">
        {isSettled ? t('cattery.cats.mur') : ''}
      </p>
    </div>
  );
}
