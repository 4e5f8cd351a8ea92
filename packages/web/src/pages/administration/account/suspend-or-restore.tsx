import type { Account } from '@portress/sdk';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../../../ui/account-name.ts';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { administration } from '../administration.ts';
import { showChanged } from './account-queries.ts';

/** Stops an account, or lets it sign in again: one button, so that the focus stays on it. */
export function SuspendOrRestore({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  const toast = useToast();
  const changed = useRef<Account>(null);
  const isActive = account.status === 'active';
  const name = nameOf(account);
  const deed = isActive ? 'suspend' : 'restore';
  return (
    <DeedDialog
      kind={isActive ? 'danger' : 'plain'}
      label={t(`administration.account.${deed}`)}
      title={t(`administration.account.${deed}_title`, { name })}
      about={t(isMe && isActive ? 'administration.account.suspend_me' : `administration.account.${deed}_about`)}
      confirmLabel={t(`administration.account.${deed}`)}
      confirmKind={isActive ? 'danger-main' : 'main'}
      onConfirm={async () => {
        const status = isActive ? 'suspended' : 'active';
        changed.current = await administration.accounts.change(account.id, { status });
      }}
      onConfirmed={() => {
        toast({ text: t(`administration.account.${deed}_done`, { name }) });
        if (changed.current) showChanged(changed.current);
      }}
    />
  );
}
