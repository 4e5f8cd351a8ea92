import { test } from 'vitest';
import { extentOf } from '#proof/extent.ts';
import { expectNothingFound } from './explore-all.ts';

const timeout = extentOf({ short: 600_000, long: 24 * 3600_000 });

test(
  'P1, P2, P3, P4, P6, P10: deeds on one account that meet at every database step break none, and nobody honest is signed out (one node, SQLite)',
  {
    timeout,
  },
  () => expectNothingFound('sqlite', 'one node, SQLite', extentOf({ short: 10_000, long: 1_000_000 })),
);
