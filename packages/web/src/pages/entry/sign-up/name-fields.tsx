import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import type { Person } from './person.ts';

/** What may be told and need not be, folded away until asked for or refused. */
export function NameFields({ form }: { form: UseFormReturn<Person> }) {
  const { t } = useTranslation();
  const fault = useFault();
  const { sign_up_disclosure: disclosure } = publicSettings();
  const [isOpened, setIsOpened] = useState(false);
  const { errors } = form.formState;
  const isOpen = isOpened || Boolean(errors.first_name ?? errors.last_name ?? errors.username);
  return (
    <details open={isOpen} onToggle={(event) => setIsOpened(event.currentTarget.open)} className="group">
      <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded-control text-accent hover:text-accent-hover pointer-coarse:min-h-11">
        <ChevronRight aria-hidden="true" size={18} strokeWidth={1.75} className="-ml-1 group-open:rotate-90" />
        {t('sign_up.more')} <span className="text-13 text-muted">({t('common.optional')})</span>
      </summary>
      <div className="mt-4 flex flex-col gap-4">
        <TextField
          {...form.register('first_name')}
          label={t('sign_up.first_name')}
          fault={fault(errors.first_name?.message)}
          autoComplete="given-name"
        />
        <TextField
          {...form.register('last_name')}
          label={t('sign_up.last_name')}
          fault={fault(errors.last_name?.message)}
          autoComplete="family-name"
        />
        {/* A taken username would tell what a silent service keeps to itself. */}
        {disclosure === 'conflict' && (
          <TextField
            {...form.register('username')}
            label={t('sign_up.username')}
            hint={t('sign_up.username_hint')}
            fault={fault(errors.username?.message)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </div>
    </details>
  );
}
