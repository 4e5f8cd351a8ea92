import { makePostgres, makeSqlite, type SizedDatabase } from './account-sizes.ts';
import { startPlanProcess } from './child-process.ts';
import { type ContactCounts, type ContactService, startContactService } from './contact-sizes.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { rareName } from './many-accounts.ts';
import type { Load } from './served-load.ts';
import { type Group, get, join, measureGroups } from './sized-groups.ts';

export const manyContacts: Figure = {
  id: 'G7C',
  title: 'What a million contacts cost beside a thousand',
  measure,
};

const search = (text: string, more = ''): string => `/api/contacts?q=${encodeURIComponent(text)}${more}`;

const groups: readonly Group<ContactService>[] = [
  {
    goal: 'list of contacts',
    reach: 1.5,
    variants: [
      get('first page', () => '/api/contacts'),
      get('a page behind others', (service) => `/api/contacts?cursor=${service.cursorInTheMiddle}`),
      get('a hundred', () => '/api/contacts?limit=100'),
      get('favourites', () => '/api/contacts?favorite=true'),
    ],
  },
  {
    goal: 'search of contacts, three letters or more, up to 50 hits',
    reach: 1.5,
    variants: [
      get('a last name, 50 hits', () => search(rareName.toLowerCase())),
      get('part of a last name, 50 hits', () => search(rareName.slice(2, 6))),
      get('an address, one hit', () => search('person77@example27')),
      get('two fields', () => `/api/contacts?last_name=${encodeURIComponent('завгор')}&first_name=ann`),
      get('nobody', () => search('zzyzx')),
    ],
  },
  {
    goal: 'search of contacts, short or frequent terms',
    reach: 2,
    variants: [
      get('one letter', () => search('а')),
      get('two letters', () => search('sh')),
      get('a frequent name', () => search('ков', '&limit=10')),
      get('everybody', () => search('example')),
    ],
  },
  {
    goal: 'birthdays',
    reach: 1.5,
    variants: [
      get('seven days', () => '/api/contacts/birthdays?limit=10'),
      get('a year', () => '/api/contacts/birthdays?days=366'),
    ],
  },
];

/** A book of a thousand, one of a million, and ten thousand of a hundred. */
const sizesOf = (isQuick: boolean) => {
  const many = isQuick ? 50_000 : 1_000_000;
  return {
    small: { accounts: 1000, contacts: 1000, perBook: 1000 },
    one: { accounts: 1000, contacts: many, perBook: many },
    spread: { accounts: many / 100, contacts: many, perBook: 100 },
  } satisfies Record<string, ContactCounts>;
};
type Services = Record<keyof ReturnType<typeof sizesOf>, ContactService>;

async function measure(bench: Bench): Promise<Findings> {
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  try {
    const embedded = {
      small: makeSqlite(bench, 'small'),
      one: makeSqlite(bench, 'one'),
      spread: makeSqlite(bench, 'spread'),
    };
    const findings = await withServices(bench, embedded, bench.firstPort, (services) =>
      measureServices(bench, load, services, ''),
    );
    const server = bench.postgresUrl;
    if (server === null) {
      findings.notes.push(
        'PostgreSQL was not measured: `--postgres URL` names a server on which databases may be made.',
      );
      return findings;
    }
    const made = {
      small: await makePostgres(server, 'portress_bench_small'),
      one: await makePostgres(server, 'portress_bench_one'),
      spread: await makePostgres(server, 'portress_bench_spread'),
    };
    const more = await withServices(bench, made, bench.firstPort + 4, (services) =>
      measureServices(bench, load, services, 'PostgreSQL: '),
    );
    return join(findings, more);
  } finally {
    await load.stop();
  }
}

async function withServices(
  bench: Bench,
  databases: Record<keyof Services, SizedDatabase>,
  firstPort: number,
  work: (services: Services) => Promise<Findings>,
): Promise<Findings> {
  const running: ContactService[] = [];
  const start = async (size: keyof Services): Promise<ContactService> => {
    const counts = sizesOf(bench.isQuick)[size];
    const port = firstPort + running.length;
    const service = await startContactService(bench, { url: databases[size].url, counts, port });
    running.push(service);
    return service;
  };
  try {
    const services = { small: await start('small'), one: await start('one'), spread: await start('spread') };
    return await work(services);
  } finally {
    for (const service of running) await service.stop();
    for (const database of Object.values(databases)) await database.remove();
  }
}

async function measureServices(bench: Bench, load: Load, { small, one, spread }: Services, prefix: string) {
  const of = (large: ContactService, name: string) =>
    measureGroups(bench, load, { large, small }, { groups, names: { prefix, large: name, small: 'a book of 1,000' } });
  return join(await of(one, 'a book of 1,000,000'), await of(spread, '10,000 books of 100'));
}
