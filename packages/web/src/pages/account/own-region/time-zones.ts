/** Names that browsers still list although the place is called otherwise today. */
const todayNames: Readonly<Record<string, string>> = {
  'Europe/Kiev': 'Europe/Kyiv',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'America/Godthab': 'America/Nuuk',
  'Pacific/Truk': 'Pacific/Chuuk',
  'Pacific/Ponape': 'Pacific/Pohnpei',
};

const areas = [
  'Africa',
  'America',
  'Antarctica',
  'Arctic',
  'Asia',
  'Atlantic',
  'Australia',
  'Europe',
  'Indian',
  'Pacific',
] as const;

export type ZoneArea = (typeof areas)[number] | 'other';

const nameToday = (zone: string): string => todayNames[zone] ?? zone;

/** Where this browser thinks it is. */
export const browserZone = (): string => nameToday(new Intl.DateTimeFormat().resolvedOptions().timeZone);

/** Every zone that this browser knows by part of the world; `chosen` is among them even if the browser has not heard of it. */
export function zonesByArea(chosen: string): Map<ZoneArea, string[]> {
  const zones = new Set([...Intl.supportedValuesOf('timeZone').map(nameToday), 'UTC']);
  if (chosen !== '') zones.add(chosen);
  const found = new Map<ZoneArea, string[]>([...areas, 'other' as const].map((area) => [area, []]));
  for (const zone of [...zones].sort()) found.get(areaOf(zone))?.push(zone);
  return found;
}

function areaOf(zone: string): ZoneArea {
  return areas.find((area) => zone.startsWith(`${area}/`)) ?? 'other';
}

/** `America/Argentina/Buenos_Aires` below America: "Argentina, Buenos Aires". */
export function placeOf(zone: string): string {
  const parts = zone.split('/');
  return (parts.length > 1 ? parts.slice(1) : parts).join(', ').replaceAll('_', ' ');
}

/** The present time there and what that time is called; undefined for a zone that this browser does not know. */
export function timeIn(zone: string, now: Date, language: string): string | undefined {
  try {
    const options = { timeZone: zone, hour: 'numeric', minute: '2-digit', timeZoneName: 'shortOffset' } as const;
    return new Intl.DateTimeFormat(language, options).format(now);
  } catch {
    return undefined;
  }
}
