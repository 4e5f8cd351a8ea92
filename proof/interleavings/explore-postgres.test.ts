import { test } from 'vitest';
import { extentOf } from '#proof/extent.ts';
import { expectNothingFound } from './explore-all.ts';

const timeout = extentOf({ short: 600_000, long: 24 * 3600_000 });

// Two nodes, and steps inside of transactions too: each takes a hundred times as long as on SQLite.
test(
  'P1, P2, P3, P4, P6, P10: deeds on one account that meet at every database step break none, and nobody honest is signed out (two nodes, PostgreSQL)',
  {
    timeout,
  },
  () =>
    expectNothingFound(
      'postgres',
      'two nodes, PostgreSQL, inside of transactions too',
      extentOf({ short: 100, long: 20_000 }),
    ),
);
