import { afterAll, describe, expect, test } from 'vitest';
import { extentOf, seed } from '#proof/extent.ts';
import { describeFound } from '#proof/history/describe-found.ts';
import { type Installation, installOneNode, installTwoNodes } from '#proof/installation/installation.ts';
import { killOne } from './kill.ts';
import { runCampaign } from './run-campaign.ts';

const kills = extentOf({ short: 5, long: 200 });
/** So that sessions rotate several times within a run. */
const settings = { REFRESH_GRACE_SECONDS: '2' };
const deeds = [
  'sign_up',
  'sign_in',
  'refresh',
  'read',
  'sign_out',
  'reset',
  'confirm',
  'make_key',
  'use_key',
  'end_key',
] as const;
const longest = extentOf({ short: 300_000, long: 3_600_000 });

describe.each([
  ['one node on SQLite', installOneNode],
  ['two nodes on PostgreSQL and Redis', installTwoNodes],
])('%s', (_, install) => {
  let installation: Installation | undefined;
  const given = async (): Promise<Installation> => {
    installation ??= await install({ settings });
    return installation;
  };
  afterAll(() => installation?.remove());

  test(
    'P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11: the base load leaves nothing to object to',
    async () => {
      const { events, violations } = await runCampaign(await given(), {
        fault: null,
        seed,
        milliseconds: extentOf({ short: 4000, long: 60_000 }),
        until: deeds,
      });
      expect(describeFound(violations)).toEqual([]);
      for (const op of deeds)
        expect(events.filter((event) => event.op === op && event.outcome === 'ok').length, op).toBeGreaterThan(0);
    },
    longest,
  );

  test(
    'E6, P1, P2, P6, P10, P11, fault 1: what was acknowledged stands after kill -9 at random moments under load',
    async () => {
      const { events, violations } = await runCampaign(await given(), {
        fault: killOne(kills),
        seed: seed + 1,
        times: kills,
        milliseconds: extentOf({ short: 1200, long: 2500 }),
      });
      expect(describeFound(violations)).toEqual([]);
      expect(events.filter(({ outcome }) => outcome === 'unknown').length).toBeGreaterThan(0);
    },
    longest,
  );
});
