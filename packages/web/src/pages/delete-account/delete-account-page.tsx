import { zodResolver } from '@hookform/resolvers/zod';
import type { Account } from '@portress/sdk';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { EntryForm } from '../../forms/entry-form.tsx';
import { filled } from '../../forms/fields.ts';
import { PasswordField } from '../../forms/password-field.tsx';
import { useFault } from '../../forms/use-fault.ts';
import { useSubmit } from '../../forms/use-submit.ts';
import { SignedInOnly } from '../../frame/signed-in-only.tsx';
import { portress } from '../../session/portress.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Heading } from '../../ui/heading.tsx';

export function DeleteAccountPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('delete_account.title')}>{(account) => <DeleteAccount account={account} />}</SignedInOnly>
  );
}

function DeleteAccount({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('delete_account.title')}</Heading>
        <p>{t('delete_account.about')}</p>
      </div>
      <div className="flex max-w-[400px] flex-col gap-3">
        <DeleteAccountForm account={account} />
        <ButtonLink to="/account" isWide>
          {t('delete_account.keep')}
        </ButtonLink>
      </div>
    </>
  );
}

/** The session ends with the account, and the page with the session. */
function DeleteAccountForm({ account }: { account: Account }) {
  const { t } = useTranslation();
  const fault = useFault();
  const form = useForm({
    resolver: zodResolver(z.object({ current_password: filled() })),
    defaultValues: { current_password: '' },
  });
  const submission = useSubmit(form, ({ current_password: password }) => portress.account.delete({ password }));
  return (
    <EntryForm submission={submission} submitLabel={t('delete_account.submit')} kind="danger">
      <input type="text" name="username" value={account.email} autoComplete="username" readOnly hidden />
      <PasswordField
        {...form.register('current_password')}
        label={t('password.current')}
        fault={fault(form.formState.errors.current_password?.message)}
        autoComplete="current-password"
      />
    </EntryForm>
  );
}
