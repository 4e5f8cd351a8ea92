import { zodResolver } from '@hookform/resolvers/zod';
import type { Contact } from '@portress/sdk';
import { type ReactNode, useRef } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '../../../forms/leave-guard.tsx';
import { LongTextField } from '../../../forms/long-text-field.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { spokenLanguage } from '../../../language/speak.ts';
import { usePresence } from '../../../session/account.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { countryName } from '../../../ui/code-names.ts';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { useListSearch } from '../list/list-search.ts';
import { BirthdayField } from './birthday-field.tsx';
import { type ContactDraft, countCharacters, draftSchema, mostNotes } from './contact-draft.ts';
import { TakenEmail } from './taken-email.tsx';

interface ContactFormProps {
  draft: ContactDraft;
  submitLabel: string;
  /** Saves, and says who it became. */
  onSave: (draft: ContactDraft) => Promise<Contact>;
  /** Goes on, once nothing can be lost any more. */
  onSaved: (contact: Contact) => void;
  /** Whom to go back to. */
  id?: string;
  /** Where the form knows better than the code what went wrong. */
  drawError?: (error: unknown, saveAgain: () => void) => ReactNode;
}

/** The fields of one contact. What was typed stays, whatever happens. */
export function ContactForm({ draft, submitLabel, onSave, onSaved, id, drawError }: ContactFormProps) {
  const { t } = useTranslation();
  const fault = useFault();
  const search = useListSearch();
  const isSaved = useRef(false);
  const form = useForm({ resolver: zodResolver(draftSchema), defaultValues: draft });
  const { errors, isDirty } = form.formState;
  const submission = useSubmit(form, async (typed) => {
    const contact = await onSave(typed);
    isSaved.current = true;
    onSaved(contact);
  });
  const { error, isBusy, isWaiting, submit, endWait } = submission;
  const isTaken = errors.email?.message === 'taken';
  const notes = countCharacters(form.watch('notes').trim());
  const own = error === null ? null : drawError?.(error, () => void submit());
  return (
    <form noValidate autoComplete="off" onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <LeaveGuard wouldLose={() => isDirty && !isSaved.current} />
      {own ?? (error !== null && <ProblemNotice error={error} onWaitOver={endWait} />)}
      <div className="grid gap-5 wide:grid-cols-2">
        <TextField
          {...form.register('first_name')}
          label={t('contacts.fields.first_name')}
          fault={fault(errors.first_name?.message)}
          autoComplete="off"
          required
        />
        <TextField
          {...form.register('last_name')}
          label={t('contacts.fields.last_name')}
          fault={fault(errors.last_name?.message)}
          autoComplete="off"
          isOptional
        />
      </div>
      <TextField
        {...form.register('phone')}
        label={t('contacts.fields.phone')}
        hint={usePhoneHint()}
        fault={fault(errors.phone?.message)}
        type="tel"
        autoComplete="off"
        isOptional
      />
      <TextField
        {...form.register('email')}
        label={t('contacts.fields.email')}
        fault={isTaken ? t('contacts.form.email_taken') : fault(errors.email?.message)}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        isOptional
      />
      {isTaken && <TakenEmail email={form.getValues('email').trim()} />}
      <Controller
        control={form.control}
        name="birthday"
        render={({ field }) => (
          <BirthdayField
            value={field.value}
            onChange={field.onChange}
            fault={fault(errors.birthday?.message)}
            inputRef={field.ref}
          />
        )}
      />
      <LongTextField
        {...form.register('notes')}
        label={t('contacts.fields.notes')}
        hint={t('contacts.form.notes_count', { count: notes, most: mostNotes })}
        fault={fault(errors.notes?.message)}
        autoComplete="off"
        isOptional
      />
      <label className="flex min-h-10 items-center gap-3 pointer-coarse:min-h-11">
        <input {...form.register('favorite')} type="checkbox" className="size-5 accent-(--accent)" />
        {t('contacts.favorite')}
      </label>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" kind="main" isBusy={isBusy} isBarred={isWaiting}>
          {submitLabel}
        </Button>
        {id === undefined ? (
          <ButtonLink to="/contacts" search={search}>
            {t('common.cancel')}
          </ButtonLink>
        ) : (
          <ButtonLink to="/contacts/$id" params={{ id }} search={search}>
            {t('common.cancel')}
          </ButtonLink>
        )}
      </div>
      <StillWorking isOn={isBusy} />
    </form>
  );
}

function usePhoneHint(): string {
  const { t } = useTranslation();
  const code = usePresence().data?.account?.country ?? null;
  if (code === null) return t('contacts.form.phone_abroad');
  return t('contacts.form.phone_home', { country: countryName(code, spokenLanguage()) });
}
