import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrashEvent, countAcknowledged, findUnseen, findViolations, readHistory } from './crash-history.ts';
import { type CrashRun, type CrashRunOptions, plantLosses, runCrashes } from './crash-run.ts';
import { findFreePort } from './start-service.ts';

/** Ample for a busy machine; an idle one needs six seconds. */
const longestMilliseconds = 60_000;

describe('kill -9 under load (SQLite)', () => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-crash-'));
  let options: CrashRunOptions;
  let run: CrashRun;

  beforeAll(async () => {
    options = {
      kills: 3,
      port: await findFreePort(),
      dataDir: join(directory, 'data'),
      historyFile: join(directory, 'history.jsonl'),
      secretKey: randomBytes(36).toString('base64'),
      // The first sign-up after a start waits for the thread that judges passwords.
      loadMilliseconds: 2500,
      sessionsPerLoad: 60,
    };
    run = await runCrashes(options);
  }, longestMilliseconds);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('E6, P1, fault 1: sign-ups, rotations and sign-outs that were acknowledged stand after three kills', () => {
    const events = readHistory(options.historyFile);
    expect(findViolations(events)).toEqual([]);
    expect(findUnseen(events)).toEqual([]);
    expect(countAcknowledged(events)).toBeGreaterThan(200);
    expect(run.client.accounts.length).toBeGreaterThan(0);
    expect(run.client.ended.length).toBeGreaterThan(0);
  });

  it(
    'P1: what is taken out of the database behind the back of the service is found missing',
    async () => {
      const planted = await plantLosses(run, options);
      await planted.observe();
      const violations = findViolations(readHistory(options.historyFile));
      expect(new Set(violations.map(({ id }) => id))).toEqual(new Set(planted.ids));
      expect(new Set(violations.map(({ rule }) => rule))).toEqual(
        new Set(['lost_sign_up', 'broken_chain', 'resurrected']),
      );
    },
    longestMilliseconds,
  );
});

describe('the history of a crash run', () => {
  const event = (op: CrashEvent['op'], id: string, outcome: CrashEvent['outcome'], more: Partial<CrashEvent> = {}) => ({
    op,
    id,
    outcome,
    invokedAt: 0,
    returnedAt: 0,
    ...more,
  });
  const rotation = (shown: string, given: string, generation: number) =>
    event('refresh', 's', 'ok', { shown, given, generation });

  it('is good when everything acknowledged is there and nothing ended comes back', () => {
    expect(
      findViolations([
        event('sign_up', 'a', 'ok'),
        rotation('1', '2', 2),
        rotation('2', '2', 2),
        event('sign_out', 't', 'ok'),
        event('start', '', 'ok'),
        event('sign_in', 'a', 'ok'),
        rotation('2', '3', 3),
        event('refresh', 't', 'refused'),
        event('read', 't', 'refused'),
      ]),
    ).toEqual([]);
  });

  it.each<[string, CrashEvent[]]>([
    ['lost_sign_up', [event('sign_up', 's', 'ok'), event('sign_in', 's', 'refused')]],
    ['broken_chain', [rotation('1', '2', 2), event('refresh', 's', 'refused')]],
    ['lost_rotation', [rotation('2', '3', 3), rotation('3', '2', 2)]],
    ['two_successors', [rotation('1', '2', 2), rotation('1', '2b', 2)]],
    ['resurrected', [event('sign_out', 's', 'ok'), event('read', 's', 'ok')]],
    ['fault', [event('refresh', 's', 'unknown', { status: 500 })]],
  ])('tells %s', (rule, events) => {
    expect(findViolations(events)).toEqual([{ rule, id: 's' }]);
  });

  it('holds nothing against a request that nobody answered, until it was refused once', () => {
    const either = [event('sign_out', 's', 'unknown'), event('refresh', 's', 'refused')];
    expect(findViolations([event('sign_out', 's', 'unknown'), rotation('1', '2', 2)])).toEqual([]);
    expect(findViolations(either)).toEqual([]);
    expect(findViolations([...either, rotation('1', '2', 2)])).toEqual([{ rule: 'resurrected', id: 's' }]);
  });

  it('names what was acknowledged before a kill and never looked at after it', () => {
    const before = [event('sign_up', 'a', 'ok'), event('sign_out', 's', 'ok'), event('start', '', 'ok')];
    expect(findUnseen([...before, event('read', 's', 'refused')])).toEqual(['account a']);
    expect(findUnseen([...before, event('read', 's', 'refused'), event('sign_in', 'a', 'ok')])).toEqual([]);
  });
});
