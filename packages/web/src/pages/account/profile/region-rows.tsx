import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { countryName } from '../../../ui/code-names.ts';
import { Row } from '../../../ui/rows.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { placeOf, timeIn } from '../own-region/time-zones.ts';
import { NotGiven } from './not-given.tsx';

export function TimeZoneRow({ account: { time_zone: zone } }: { account: Account }) {
  const { t } = useTranslation();
  const now = useNow(10);
  const time = zone === null ? undefined : timeIn(zone, now, spokenLanguage());
  return (
    <Row
      label={t('account_pages.region.time_zone')}
      action={<ButtonLink to="/account/region">{t('account_pages.region.change_time_zone')}</ButtonLink>}
    >
      {zone === null ? <NotGiven /> : placeOf(zone)}
      {time !== undefined && <span className="text-13 text-muted">{t('account_pages.region.now', { time })}</span>}
    </Row>
  );
}

export function CountryRow({ account: { country } }: { account: Account }) {
  const { t } = useTranslation();
  return (
    <Row
      label={t('account_pages.region.country')}
      action={<ButtonLink to="/account/region">{t('account_pages.region.change_country')}</ButtonLink>}
    >
      {country === null ? <NotGiven /> : countryName(country, spokenLanguage())}
    </Row>
  );
}
