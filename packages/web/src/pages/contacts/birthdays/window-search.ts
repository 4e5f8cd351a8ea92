/** How far ahead one looks, in weeks; a year is a list. */
export const windows = [2, 4, 8, 52] as const;
export type Weeks = (typeof windows)[number];

export interface WindowSearch {
  weeks?: Weeks;
}

const usual: Weeks = 4;

export function readWindowSearch(search: unknown): WindowSearch {
  const value: unknown = typeof search === 'object' && search !== null && 'weeks' in search ? search.weeks : null;
  const weeks = windows.find((one) => one === value);
  return weeks === undefined || weeks === usual ? {} : { weeks };
}

export const weeksOf = ({ weeks = usual }: WindowSearch): Weeks => weeks;
