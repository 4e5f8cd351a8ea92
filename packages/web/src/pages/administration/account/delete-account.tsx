import type { Account } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../forms/text-field.tsx';
import { presenceQuery } from '../../../session/account.ts';
import { queryClient } from '../../../session/query-client.ts';
import { nameOf } from '../../../ui/account-name.ts';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { administration, readAnew } from '../administration.ts';
import { accountQuery } from './account-queries.ts';

/** For good: its e-mail has to be typed first. */
export function DeleteAccount({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  const toast = useToast();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const isTyped = typed.trim().toLowerCase() === account.email.toLowerCase();

  async function leave(): Promise<void> {
    toast({ text: t('administration.account.deleted', { email: account.email }) });
    if (isMe) {
      await queryClient.invalidateQueries(presenceQuery);
      return;
    }
    await navigate({ to: '/administration/accounts', replace: true });
    queryClient.removeQueries(accountQuery(account.id));
    void readAnew();
  }

  return (
    <DeedDialog
      kind="danger"
      label={t('administration.account.delete')}
      title={t('administration.account.delete_title', { name: nameOf(account) })}
      about={t(isMe ? 'administration.account.delete_me' : 'administration.account.delete_about')}
      confirmLabel={t('administration.account.delete')}
      confirmKind="danger-main"
      isBarred={!isTyped}
      onOpen={() => setTyped('')}
      onConfirm={() => administration.accounts.delete(account.id)}
      onConfirmed={() => void leave()}
    >
      <TextField
        label={t('administration.account.delete_type', { email: account.email })}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        type="text"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </DeedDialog>
  );
}
