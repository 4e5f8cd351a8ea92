import { zodResolver } from '@hookform/resolvers/zod';
import type { Owner, OwnerFields } from '@portress/sdk';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { LeaveGuard } from '../../../forms/leave-guard.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { useRefusal } from '../use-refusal.ts';
import { ownerEntryOf, ownerSchema, toOwnerFields } from './owner-fields.ts';

interface OwnerFormProps {
  owner?: Owner;
  submitLabel: string;
  save: (fields: OwnerFields) => Promise<void>;
}

/** The autofill of a browser knows its own person, who is seldom the owner: it stays off. */
export function OwnerForm({ owner, submitLabel, save }: OwnerFormProps) {
  const { t } = useTranslation();
  const fault = useFault();
  const words = useRefusal();
  const form = useForm({ resolver: zodResolver(ownerSchema), defaultValues: ownerEntryOf(owner) });
  const { errors, isDirty, isSubmitting } = form.formState;
  const submission = useSubmit(form, (entry) => save(toOwnerFields(entry)));
  const isTaken = errors.email?.message === 'email_taken';
  return (
    <div className="max-w-[400px]">
      <LeaveGuard wouldLose={() => isDirty && !isSubmitting} />
      <EntryForm submission={submission} submitLabel={submitLabel} words={words(submission.error)}>
        <TextField
          {...form.register('email')}
          type="email"
          label={t('cattery.owners.email')}
          fault={isTaken ? t('cattery.faults.email_taken') : fault(errors.email?.message)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          {...form.register('name')}
          label={t('cattery.owners.name')}
          fault={fault(errors.name?.message)}
          isOptional
          autoComplete="off"
          spellCheck={false}
        />
      </EntryForm>
    </div>
  );
}
