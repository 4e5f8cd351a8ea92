import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { browserZone, placeOf, zonesByArea } from './time-zones.ts';

/** The browser's own zone first, then all of them by part of the world: letters typed in the list jump to a place. */
export function TimeZoneOptions({ chosen }: { chosen: string }) {
  const { t } = useTranslation();
  const here = browserZone();
  const groups = useMemo(() => [...zonesByArea(chosen)], [chosen]);
  return (
    <>
      <option value="">{t('account_pages.region.none')}</option>
      <optgroup label={t('account_pages.region.time_zone_of_browser')}>
        <option value={here}>{placeOf(here)}</option>
      </optgroup>
      {groups.map(([area, zones]) => (
        <optgroup key={area} label={t(`account_pages.region.areas.${area}`)}>
          {zones
            .filter((zone) => zone !== here)
            .map((zone) => (
              <option key={zone} value={zone}>
                {placeOf(zone)}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  );
}
