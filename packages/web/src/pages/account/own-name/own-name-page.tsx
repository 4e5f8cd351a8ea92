import { zodResolver } from '@hookform/resolvers/zod';
import type { Account } from '@portress/sdk';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../../forms/entry-form.tsx';
import { TextField } from '../../../forms/text-field.tsx';
import { useFault } from '../../../forms/use-fault.ts';
import { useSubmit } from '../../../forms/use-submit.ts';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { useSaveChanges } from '../use-save-changes.ts';

export function OwnNamePage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('own_name.title')}>{(account) => <OwnName account={account} />}</SignedInOnly>;
}

function OwnName({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('own_name.title')}</Heading>
        <p className="text-muted">{t('own_name.about')}</p>
      </div>
      <div className="max-w-[400px]">
        <OwnNameForm account={account} />
      </div>
    </>
  );
}

function OwnNameForm({ account }: { account: Account }) {
  const { t } = useTranslation();
  const fault = useFault();
  const save = useSaveChanges();
  const form = useForm({
    resolver: zodResolver(z.object({ first_name: z.string(), last_name: z.string(), username: z.string() })),
    defaultValues: {
      first_name: account.first_name ?? '',
      last_name: account.last_name ?? '',
      username: account.username ?? '',
    },
  });
  const { errors, dirtyFields } = form.formState;
  const submission = useSubmit(form, (fields) => save(fields, dirtyFields));
  return (
    <EntryForm submission={submission} submitLabel={t('own_name.submit')}>
      <TextField
        {...form.register('first_name')}
        label={t('sign_up.first_name')}
        fault={fault(errors.first_name?.message)}
        isOptional
        autoComplete="given-name"
      />
      <TextField
        {...form.register('last_name')}
        label={t('sign_up.last_name')}
        fault={fault(errors.last_name?.message)}
        isOptional
        autoComplete="family-name"
      />
      <TextField
        {...form.register('username')}
        label={t('sign_up.username')}
        hint={t('sign_up.username_hint')}
        fault={fault(errors.username?.message)}
        isOptional
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </EntryForm>
  );
}
