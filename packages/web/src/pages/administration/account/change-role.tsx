import type { Account, Role } from '@portress/sdk';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../../../ui/account-name.ts';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { administration } from '../administration.ts';
import { RoleChoice } from '../role-choice.tsx';
import { showChanged } from './account-queries.ts';

/** Gives an account another role, and says before what that changes. */
export function ChangeRole({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [role, setRole] = useState<Role>(account.role);
  const changed = useRef<Account>(null);
  const isSame = role === account.role;
  return (
    <DeedDialog
      label={t('administration.account.change_role')}
      title={t('administration.account.role_title', { name: nameOf(account) })}
      about={t('administration.account.role_about')}
      confirmLabel={t('administration.account.change_role')}
      isBarred={isSame}
      onOpen={() => setRole(account.role)}
      onConfirm={async () => {
        changed.current = await administration.accounts.change(account.id, { role });
      }}
      onConfirmed={() => {
        toast({ text: t('administration.account.role_changed', { role: t(`administration.roles.${role}`) }) });
        if (changed.current) showChanged(changed.current);
      }}
    >
      <RoleChoice value={role} onChoose={setRole} />
      {isMe && !isSame && (
        <Notice tone="warning" title={t('administration.account.own_role')}>
          {t('administration.account.own_role_about')}
        </Notice>
      )}
    </DeedDialog>
  );
}
