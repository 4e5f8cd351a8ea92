import {
  makePostgres,
  makeSqlite,
  type SizedDatabase,
  type SizedService,
  type Sort,
  startSizedService,
} from './account-sizes.ts';
import { startPlanProcess } from './child-process.ts';
import type { Bench, Figure, Findings } from './figure.ts';
import type { LoadPlan, LoadResult } from './load-process.ts';
import { rareName } from './many-accounts.ts';
import { formatRatio } from './report.ts';
import { type Load, measureLoad, type ServedSample, subjectOf } from './served-load.ts';
import { type Group, get, join, measureGroups, resultOf, type Sizes } from './sized-groups.ts';
import { interleave, ratiosOf, spreadOf } from './statistics.ts';

const names = { prefix: '', large: '1,000,000 accounts', small: '1,000' };
const sorts: readonly Sort[] = ['created_at', 'updated_at', 'email', 'username'];

export const manyAccounts: Figure = {
  id: 'G7',
  title: 'What a million accounts cost beside a thousand',
  measure,
};

const search = (text: string): string => `/api/accounts?q=${encodeURIComponent(text)}`;

const groups: readonly (Group<SizedService> & { isOnPostgres: boolean })[] = [
  {
    goal: 'list of accounts, first page, each sort and order',
    reach: 2,
    isOnPostgres: true,
    variants: sorts.flatMap((sort) =>
      ['asc', 'desc'].map((order) => get(`${sort} ${order}`, () => `/api/accounts?sort=${sort}&order=${order}`)),
    ),
  },
  {
    goal: 'list of accounts, a page in the middle, each sort',
    reach: 2,
    isOnPostgres: true,
    variants: sorts.map((sort) =>
      get(
        `${sort} from the middle`,
        (service) => `/api/accounts?sort=${sort}&order=asc&cursor=${service.cursorInTheMiddle(sort)}`,
      ),
    ),
  },
  {
    goal: 'list of accounts, filtered',
    reach: 2,
    isOnPostgres: true,
    variants: ['role=user&status=suspended', 'role=moderator', 'status=active', 'role=user&sort=email&limit=100'].map(
      (filter) => get(filter, () => `/api/accounts?${filter}`),
    ),
  },
  {
    goal: 'search of accounts, a term with 50 hits, and with one',
    reach: 1.5,
    isOnPostgres: true,
    variants: [
      get('a last name', () => search(rareName.toLowerCase())),
      get('an address', () => search('person777@example27')),
      get('a name and a filter', () => `${search(rareName.slice(1, 6))}&status=active&sort=email`),
    ],
  },
  {
    goal: 'warm `GET /api/account`',
    reach: 1.05,
    isOnPostgres: false,
    variants: [get('warm GET', () => '/api/account')],
  },
];

async function measure(bench: Bench): Promise<Findings> {
  const load = startPlanProcess<LoadPlan, LoadResult>('load-process.ts');
  try {
    const made = [makeSqlite(bench, 'small'), makeSqlite(bench, 'large')];
    const findings = await withSizes(bench, made, bench.firstPort, (sizes) => measureSqlite(bench, load, sizes));
    if (bench.postgresUrl === null) {
      findings.notes.push(
        'PostgreSQL was not measured: `--postgres URL` names a server on which databases may be made.',
      );
      return findings;
    }
    const server = bench.postgresUrl;
    const there = [
      await makePostgres(server, 'portress_bench_small'),
      await makePostgres(server, 'portress_bench_large'),
    ];
    const more = await withSizes(bench, there, bench.firstPort + 4, (sizes) =>
      measureGroups(bench, load, sizes, {
        groups: groups.filter(({ isOnPostgres }) => isOnPostgres),
        names: { ...names, prefix: 'PostgreSQL: ' },
      }),
    );
    return join(findings, more);
  } finally {
    await load.stop();
  }
}

async function withSizes(
  bench: Bench,
  databases: readonly SizedDatabase[],
  port: number,
  work: (sizes: Sizes<SizedService>) => Promise<Findings>,
): Promise<Findings> {
  const services: SizedService[] = [];
  try {
    for (const [index, count] of [1000, bench.isQuick ? 50_000 : 1_000_000].entries())
      services.push(await startSizedService(bench, { url: databases[index]?.url ?? '', count, port: port + index }));
    const [small, large] = services;
    if (small === undefined || large === undefined) throw new Error('a service is missing');
    return await work({ small, large });
  } finally {
    for (const service of services) await service.stop();
    for (const database of databases) await database.remove();
  }
}

async function measureSqlite(bench: Bench, load: Load, sizes: Sizes<SizedService>): Promise<Findings> {
  const lists = await measureGroups(bench, load, sizes, { groups, names });
  return join(lists, await measureRefreshes(bench, load, sizes), await measureTurns(bench, sizes.large));
}

async function measureRefreshes(bench: Bench, load: Load, sizes: Sizes<SizedService>): Promise<Findings> {
  const refresh = (service: SizedService) => async (): Promise<ServedSample> => {
    const sessions = await service.addSessions(bench.isQuick ? 1000 : 8000);
    return measureLoad(load, service.pid, {
      url: `${service.url}/api/auth/refresh`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      connections: 32,
      bodies: sessions.map(({ refreshToken }) => JSON.stringify({ refresh_token: refreshToken })),
    });
  };
  const both = { small: refresh(sizes.small), large: refresh(sizes.large) };
  await interleave(1, both);
  const samples = await interleave(bench.isQuick ? 2 : 5, both);
  const ratio = spreadOf(ratiosOf(samples.small, samples.large, ({ perSecond }) => perSecond));
  return {
    results: [resultOf('refresh', names, ratio, { reach: 1.25, prototype: '1.25' })],
    subjects: [
      subjectOf('refresh, 1,000,000', 'refreshes', samples.large),
      subjectOf('refresh, 1,000', 'refreshes', samples.small),
    ],
    notes: [],
  };
}

/** Terms that very many have, that stand far behind, or whose trigrams all are frequent while nobody has the term. */
const hardTerms = ['example', 'a', 'коваленко', '7@example9.com', 'example49.com', 'user_9', 'weber'];

/** For how long others wait while somebody searches: SQLite answers on the event loop. */
async function measureTurns(bench: Bench, service: SizedService): Promise<Findings> {
  const waits: number[] = [];
  const searches: string[] = [];
  let isSearching = true;
  const others = (async () => {
    while (isSearching) {
      const askedAt = performance.now();
      await (await fetch(`${service.url}/healthz`)).arrayBuffer();
      waits.push(performance.now() - askedAt);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  for (const term of hardTerms)
    for (const sort of ['created_at&order=desc', 'email&order=asc', 'username&order=desc']) {
      const askedAt = performance.now();
      const headers = { authorization: service.authorization };
      const answer = await fetch(`${service.url}${search(term)}&sort=${sort}&limit=100`, { headers });
      await answer.arrayBuffer();
      searches.push(`${term} by ${sort.split('&')[0]} ${Math.round(performance.now() - askedAt)} ms`);
    }
  isSearching = false;
  await others;
  const longest = Math.max(...waits);
  bench.tell(`searches: ${searches.join(', ')}`);
  return {
    results: [],
    subjects: [],
    notes: [
      `While frequent terms were searched among a million accounts, one after another and 100 a page, another request waited for ${formatRatio(longest)} ms at the longest. The searches: ${searches.join(', ')}.`,
    ],
  };
}
