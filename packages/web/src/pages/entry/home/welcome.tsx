import type { Account } from '@portress/sdk';
import { Cat, ChartNoAxesColumn, ContactRound, MonitorSmartphone, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { nameOf } from '../../../ui/account-name.ts';
import { Heading } from '../../../ui/heading.tsx';
import { LinkRow } from '../../../ui/link-row.tsx';
import { ComingBirthdays } from '../../contacts/birthdays/coming-birthdays.tsx';
import { DeveloperLinks } from './developer-links.tsx';

/** Where to go from here, and whose birthday is near. */
export function Welcome({ account }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="wordy flex flex-col gap-2">
        <Heading title={t('home.title')}>{nameOf(account)}</Heading>
        <p className="text-muted">{t('home.welcome')}</p>
      </div>
      <ComingBirthdays timeZone={account.time_zone} />
      <ul className="border-b border-line">
        <LinkRow to="/contacts" Icon={ContactRound} title={t('nav.contacts')} about={t('home.contacts_about')} />
        <LinkRow to="/cats" Icon={Cat} title={t('nav.cattery')} about={t('home.cattery_about')} />
        <LinkRow to="/account" Icon={UserRound} title={t('home.profile')} about={t('home.profile_about')} />
        <LinkRow
          to="/account/devices"
          Icon={MonitorSmartphone}
          title={t('home.devices')}
          about={t('home.devices_about')}
        />
        {account.role === 'admin' && (
          <LinkRow
            to="/administration"
            Icon={ChartNoAxesColumn}
            title={t('nav.administration')}
            about={t('home.administration_about')}
          />
        )}
      </ul>
      <DeveloperLinks />
    </>
  );
}
