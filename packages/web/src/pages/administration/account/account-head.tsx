import type { Account } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../../../ui/account-name.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { Email } from '../../../ui/email.tsx';
import { Heading } from '../../../ui/heading.tsx';

/** Who it is. */
export function AccountHead({ account, isMe }: { account: Account; isMe: boolean }) {
  const { t } = useTranslation();
  const name = nameOf(account);
  return (
    <div className="flex flex-col gap-4">
      <Link
        to="/administration/accounts"
        className="flex min-h-8 items-center gap-2 self-start rounded-chip text-muted hover:text-text pointer-coarse:min-h-11"
      >
        <ArrowLeft aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
        {t('administration.account.all')}
      </Link>
      <div className="flex items-center gap-4">
        <Avatar account={account} size={56} />
        <div className="wordy">
          <Heading>{name}</Heading>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
            {name !== account.email && <Email address={account.email} />}
            {isMe && <Chip tone="accent">{t('administration.you')}</Chip>}
            {account.status === 'suspended' && <Chip tone="warning">{t('administration.statuses.suspended')}</Chip>}
          </p>
        </div>
      </div>
    </div>
  );
}
