import { expect, test } from 'vitest';
import type { FoundBackup } from './backup-folders.ts';
import { chooseExpired } from './choose-expired.ts';
import type { Manifest } from './manifest.ts';

const ours = 'https://accounts.example';
const keep = { days: 7, weeks: 4, months: 6 };

const given = (at: string, more: Partial<Manifest> = {}): FoundBackup => ({
  name: `portress-${at.slice(0, 16)}`,
  path: `/backup/${at}`,
  manifest: { taken_at: at, why: 'schedule', public_url: ours, ...more } as Manifest,
  damage: null,
});
/** One each day at half past three, the newest first. */
const daily = (last: string, count: number): FoundBackup[] =>
  Array.from({ length: count }, (_, days) => given(new Date(Date.parse(last) - days * 86_400_000).toISOString()));
const keptOf = (found: readonly FoundBackup[], how = keep): string[] => {
  const expired = new Set(chooseExpired(found, how, ours).map(({ path }) => path));
  return found.filter(({ path }) => !expired.has(path)).map(({ path }) => path.slice('/backup/'.length, -14));
};

test('of a year of daily backups the last ones of seven days, four weeks and six months stay', () => {
  expect(keptOf(daily('2026-11-27T03:30:00.000Z', 365))).toEqual([
    '2026-11-27',
    '2026-11-26',
    '2026-11-25',
    '2026-11-24',
    '2026-11-23',
    '2026-11-22',
    '2026-11-21',
    // Sundays, and the last days of the months.
    '2026-11-15',
    '2026-11-08',
    '2026-10-31',
    '2026-09-30',
    '2026-08-31',
    '2026-07-31',
    '2026-06-30',
  ]);
});

test('a day for which none was taken takes the place of none', () => {
  const found = [
    given('2026-11-27T03:30:00.000Z'),
    given('2026-06-01T03:30:00.000Z'),
    given('2026-05-31T03:30:00.000Z'),
  ];
  expect(keptOf(found, { days: 2, weeks: 0, months: 0 })).toEqual(['2026-11-27', '2026-06-01']);
});

test('the newest one stays whatever is set, and so does what people took, what is another installation’s, and what is damaged', () => {
  const old = '2020-01-01T03:30:00.000Z';
  const damaged: FoundBackup = { name: 'portress-x', path: '/backup/damaged', manifest: null, damage: 'no manifest' };
  const found = [
    given('2026-11-27T03:30:00.000Z'),
    given('2026-11-26T03:30:00.000Z'),
    given(old, { why: 'command' }),
    given(old, { public_url: 'https://other.example' }),
    damaged,
  ];
  expect(chooseExpired(found, { days: 0, weeks: 0, months: 1 }, ours)).toEqual([found[1]]);
  expect(chooseExpired(found.slice(1, 2), { days: 0, weeks: 0, months: 0 }, ours)).toEqual([]);
});

test('of those before migrations three stay', () => {
  const found = daily('2026-11-27T03:30:00.000Z', 5).map((one) => ({
    ...one,
    manifest: { ...one.manifest, why: 'migration' } as Manifest,
  })) as FoundBackup[];
  expect(chooseExpired(found, keep, ours)).toEqual(found.slice(3));
});
