import { zodResolver } from '@hookform/resolvers/zod';
import type { Account } from '@portress/sdk';
import { useMemo, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { SelectField } from '../../../forms/select-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { spokenLanguage } from '../../../language/speak.ts';
import { Heading } from '../../../ui/heading.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { useSaveChanges } from '../use-save-changes.ts';
import { countriesIn } from './countries.ts';
import { TimeZoneOptions } from './time-zone-options.tsx';
import { timeIn } from './time-zones.ts';

export function OwnRegionPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('account_pages.region.title')}>{(account) => <OwnRegion account={account} />}</SignedInOnly>
  );
}

function OwnRegion({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('account_pages.region.title')}</Heading>
        <p className="text-muted">{t('account_pages.region.about')}</p>
      </div>
      <div className="max-w-[400px]">
        <OwnRegionForm account={account} />
      </div>
    </>
  );
}

function OwnRegionForm({ account }: { account: Account }) {
  const { t } = useTranslation();
  const fault = useFault();
  const save = useSaveChanges();
  const language = spokenLanguage();
  const countries = useMemo(() => countriesIn(language), [language]);
  // Options are there as long as the form is, also when another is chosen.
  const [kept] = useState(account.time_zone ?? '');
  const form = useForm({
    resolver: zodResolver(z.object({ time_zone: z.string(), country: z.string() })),
    defaultValues: { time_zone: kept, country: account.country ?? '' },
  });
  const { errors, dirtyFields } = form.formState;
  const zone = useWatch({ control: form.control, name: 'time_zone' });
  const submission = useSubmit(form, (fields) => save(fields, dirtyFields));
  const time = timeIn(zone === '' ? 'UTC' : zone, useNow(10), language);
  return (
    <EntryForm submission={submission} submitLabel={t('common.save')}>
      <SelectField
        {...form.register('time_zone')}
        label={t('account_pages.region.time_zone')}
        hint={zone !== '' && time !== undefined ? t('account_pages.region.now', { time }) : undefined}
        fault={fault(errors.time_zone?.message)}
        isOptional
      >
        <TimeZoneOptions chosen={kept} />
      </SelectField>
      <SelectField
        {...form.register('country')}
        label={t('account_pages.region.country')}
        fault={fault(errors.country?.message)}
        isOptional
        autoComplete="country"
      >
        <option value="">{t('account_pages.region.none')}</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
    </EntryForm>
  );
}
