import { zodResolver } from '@hookform/resolvers/zod';
import type { Cat, CatFields, Owner } from '@portress/sdk';
import { useState } from 'react';
import { useController, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { LeaveGuard } from '../../../forms/leave-guard.tsx';
import { LongTextField } from '../../../forms/long-text-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useSubmit } from '../../../forms/use-submit.ts';
import { isProblem, useRefusal } from '../use-refusal.ts';
import { catEntryOf, catSchema, toCatFields } from './cat-fields.ts';
import { NewOwnerDialog } from './new-owner-dialog.tsx';
import { OwnerField } from './owner-field.tsx';
import { useCatFault } from './use-cat-fault.ts';
import { VaccinatedField } from './vaccinated-field.tsx';

interface CatFormProps {
  cat?: Cat;
  /** Chosen already. */
  owner?: Owner | undefined;
  submitLabel: string;
  save: (fields: CatFields) => Promise<void>;
}

/** A new cat, or another state of one. */
export function CatForm({ cat, owner: known, submitLabel, save }: CatFormProps) {
  const { t } = useTranslation();
  const fault = useCatFault();
  const words = useRefusal();
  const [owner, setOwner] = useState<Owner | null>(known ?? null);
  const [isAddingOwner, setIsAddingOwner] = useState(false);
  const form = useForm({ resolver: zodResolver(catSchema), defaultValues: catEntryOf(cat, known) });
  // The first to be asked for, so that the first fault's focus goes in the order of the page.
  const { field: ownerId } = useController({ control: form.control, name: 'owner_id' });
  const { errors, isDirty, isSubmitted, isSubmitting } = form.formState;

  const choose = (chosen: Owner | null) => {
    setOwner(chosen);
    form.setValue('owner_id', chosen?.id ?? '', { shouldValidate: isSubmitted });
  };
  const submission = useSubmit(form, async (entry) => {
    try {
      await save(toCatFields(entry));
    } catch (error) {
      if (!isProblem(error, 'owner_not_found')) throw error;
      form.setError('owner_id', { message: 'owner_not_found' }, { shouldFocus: true });
    }
  });
  return (
    <div className="max-w-[400px]">
      <LeaveGuard wouldLose={() => isDirty && !isSubmitting} />
      <EntryForm submission={submission} submitLabel={submitLabel} words={words(submission.error)}>
        <OwnerField
          field={ownerId}
          owner={owner}
          onChoose={choose}
          onNew={() => setIsAddingOwner(true)}
          fault={fault('owner_id', errors.owner_id?.message)}
        />
        <TextField
          {...form.register('nickname')}
          label={t('cattery.cats.nickname')}
          hint={t('cattery.cats.nickname_hint')}
          fault={fault('nickname', errors.nickname?.message)}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          {...form.register('age')}
          label={t('cattery.cats.age')}
          hint={t('cattery.cats.age_hint')}
          fault={fault('age', errors.age?.message)}
          inputMode="numeric"
          autoComplete="off"
        />
        <VaccinatedField control={form.control} />
        <LongTextField
          {...form.register('description')}
          label={t('cattery.cats.description')}
          fault={fault('description', errors.description?.message)}
          isOptional
          autoComplete="off"
        />
      </EntryForm>
      <NewOwnerDialog
        isOpen={isAddingOwner}
        onClose={() => setIsAddingOwner(false)}
        onMade={(made) => {
          choose(made);
          setIsAddingOwner(false);
        }}
      />
    </div>
  );
}
