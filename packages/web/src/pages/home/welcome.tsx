import type { Account } from '@portress/sdk';
import { MonitorSmartphone, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Heading } from '../../ui/heading.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { DeveloperLinks } from './developer-links.tsx';

export function Welcome({ account }: { account: Account }) {
  const { t } = useTranslation();
  const name = [account.first_name, account.last_name].filter(Boolean).join(' ') || account.email;
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading title={t('home.title')}>{name}</Heading>
        <p className="text-muted">{t('home.welcome')}</p>
      </div>
      <ul className="border-b border-line">
        <LinkRow to="/account" Icon={UserRound} title={t('home.profile')} about={t('home.profile_about')} />
        <LinkRow
          to="/account/devices"
          Icon={MonitorSmartphone}
          title={t('home.devices')}
          about={t('home.devices_about')}
        />
      </ul>
      <DeveloperLinks />
    </>
  );
}
