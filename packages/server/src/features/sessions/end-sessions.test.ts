import { expect, test } from 'vitest';
import { findAccount } from '#features/accounts/store.ts';
import { listRevocationsAfter, type Revocation } from '#features/revocations/store.ts';
import type { Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { givenOwner, givenRow, rowsOf } from '#test/given-session-rows.ts';
import {
  type EndContext,
  type Ended,
  endSession,
  endSessionOfToken,
  endSessionsOfAccount,
  outliveAccessTokens,
  revokeErasedAccount,
} from './end-sessions.ts';
import type { EndReason } from './store.ts';

const now = 1_900_000_000_000;
const day = 86_400_000;
const seedHash = Buffer.alloc(32, 7);
const facts = { requestId: 'r', ip: '192.0.2.9', network: '192.0.2.9', userAgent: null };
/** The last access token of what ended may live for 15 minutes, on a clock that is 5 behind. */
const lifetime = (15 + 5) * 60_000;

type EventRow = {
  type: string;
  account_id: string | null;
  actor_id: string | null;
  session_id: string | null;
  ip: string | null;
  details: string;
};
const events = statement<Record<never, never>, EventRow>(
  'test.end_events',
  'SELECT type, account_id, actor_id, session_id, ip, details FROM audit_events ORDER BY id',
);

describeOnEveryDatabase('the end of sessions', (open) => {
  async function given() {
    const { database } = await openFrozen();
    for (const id of ['owner', 'stranger']) await givenOwner(database, id);
    const session = { account_id: 'owner', seed_hash: seedHash, absolute_at: now + day, window_at: now };
    for (const id of ['one', 'two']) await givenRow(database, { ...session, id });
    await givenRow(database, { ...session, id: 'timed-out', absolute_at: now });
    await givenRow(database, { ...session, id: 'foreign', account_id: 'stranger' });
    const published: Revocation[] = [];
    const context: EndContext = {
      revocations: { publish: (revocations) => published.push(...revocations) },
      config: { accessTokenSeconds: 900, refreshIdleSeconds: 3600 },
    };
    const end = async (deed: (context: EndContext, transaction: Transaction) => Promise<Ended>) => {
      const ended = await database.transaction((transaction) => deed(context, transaction));
      expect(published).toEqual([]);
      ended.publish();
      return ended.endedSessions;
    };
    const told = async () => {
      const listed = await listRevocationsAfter(database.read, 0);
      // What is felt here at once is what everybody else reads.
      expect(published).toEqual(listed);
      return listed.map(({ kind, subject_id, epoch, expires_at }) => [kind, subject_id, epoch, expires_at - now]);
    };
    const audited = async () =>
      (await database.read.all(events, {})).map(({ details, ...event }) => ({ ...event, ...JSON.parse(details) }));
    const epoch = async () => (await findAccount(database.read, 'owner'))?.epoch;
    const alive = async () => (await rowsOf(database)).filter((row) => row.ended_at === null).map((row) => row.id);
    return { end, told, audited, epoch, alive, published };
  }
  async function openFrozen() {
    const one = await open();
    await freezeClock(one, now);
    return one;
  }

  test('E6: of one session is audited and revoked for as long as its last access token may live', async () => {
    const { end, told, audited, alive } = await given();
    const one = { id: 'one', accountId: 'owner', reason: 'ended_by_account', facts } as const;
    expect(await end((context, transaction) => endSession(context, transaction, one))).toBe(1);
    expect(await told()).toEqual([['session', 'one', null, lifetime]]);
    expect(await audited()).toEqual([
      {
        type: 'session_revoked',
        account_id: 'owner',
        actor_id: null,
        session_id: 'one',
        ip: '192.0.2.9',
        reason: 'ended_by_account',
      },
    ]);
    expect(await alive()).toEqual(['foreign', 'timed-out', 'two']);
  });

  test('of what has ended already, is somebody else’s or of another seed is nothing: no event and no revocation', async () => {
    const { end, told, audited, alive } = await given();
    const one = { id: 'foreign', accountId: 'owner', reason: 'signed_out', facts } as const;
    expect(await end((context, transaction) => endSession(context, transaction, one))).toBe(0);
    const gone = { ...one, id: 'swept long ago' };
    expect(await end((context, transaction) => endSession(context, transaction, gone))).toBe(0);
    const other = { id: 'one', seedHash: Buffer.alloc(32, 8), reason: 'signed_out', facts } as const;
    expect(await end((context, transaction) => endSessionOfToken(context, transaction, other))).toBe(0);
    expect(await told()).toEqual([]);
    expect(await audited()).toEqual([]);
    expect(await alive()).toHaveLength(4);
  });

  test('P3: of what somebody else has ended is felt by this node as well, for as long, and written down no second time', async () => {
    const { end, told, audited, published } = await given();
    const one = { id: 'one', accountId: 'owner', reason: 'signed_out', facts } as const;
    await end((context, transaction) => endSession(context, transaction, one));
    await told();
    const line = {
      kind: 'session',
      subject_id: 'one',
      epoch: null,
      sequence: 0,
      revoked_at: now,
      expires_at: now + lifetime,
    };
    for (const again of [
      (context: EndContext, transaction: Transaction) => endSession(context, transaction, one),
      (context: EndContext, transaction: Transaction) => endSessionOfToken(context, transaction, { ...one, seedHash }),
    ]) {
      published.splice(0);
      expect(await end(again)).toBe(0);
      expect(published).toEqual([line]);
    }
    const others = { accountId: 'owner', reason: 'signed_out_everywhere', facts, keepSessionId: 'two' } as const;
    published.splice(0);
    expect(await end((context, transaction) => endSessionsOfAccount(context, transaction, others))).toBe(0);
    expect(published).toContainEqual(line);
    // Its own comes with its number, and once.
    expect(published.filter(({ subject_id }) => subject_id === 'timed-out')).toMatchObject([{ sequence: 2 }]);
    expect((await audited()).filter(({ type }) => type === 'session_revoked')).toHaveLength(1);
  });

  test.each([
    ['replay', 'refresh_replayed'],
    ['replaced', 'session_revoked'],
  ] satisfies [EndReason, string][])('by a refresh token is told as what it was: %s', async (reason, type) => {
    const { end, told, audited } = await given();
    const one = { id: 'one', seedHash, reason, facts };
    expect(await end((context, transaction) => endSessionOfToken(context, transaction, one))).toBe(1);
    expect(await told()).toEqual([['session', 'one', null, lifetime]]);
    expect(await audited()).toMatchObject([{ type, account_id: 'owner', session_id: 'one', reason }]);
  });

  test('E7: of all of an account is one line for a larger epoch, and counts those that had not timed out', async () => {
    const { end, told, audited, epoch, alive } = await given();
    const all = { accountId: 'owner', reason: 'signed_out_everywhere', facts, actorId: 'stranger' } as const;
    expect(await end((context, transaction) => endSessionsOfAccount(context, transaction, all))).toBe(2);
    expect(await told()).toEqual([['account', 'owner', 5, lifetime]]);
    expect(await epoch()).toBe(5);
    expect(await audited()).toEqual([
      {
        type: 'sessions_revoked',
        account_id: 'owner',
        actor_id: 'stranger',
        session_id: null,
        ip: '192.0.2.9',
        reason: 'signed_out_everywhere',
        ended_sessions: 2,
      },
    ]);
    expect(await alive()).toEqual(['foreign']);
  });

  test('of all but one is a line for each, leaves the epoch as it was, and names who goes on', async () => {
    const { end, told, audited, epoch, alive } = await given();
    const others = { accountId: 'owner', reason: 'signed_out_everywhere', facts, keepSessionId: 'one' } as const;
    expect(await end((context, transaction) => endSessionsOfAccount(context, transaction, others))).toBe(1);
    const lines = await told();
    expect(lines).toHaveLength(2);
    for (const id of ['timed-out', 'two']) expect(lines).toContainEqual(['session', id, null, lifetime]);
    expect(await epoch()).toBe(4);
    expect(await audited()).toMatchObject([{ session_id: 'one', actor_id: null, ended_sessions: 1 }]);
    expect(await alive()).toEqual(['foreign', 'one']);
  });

  test('E14: where the epoch has grown already, the older access tokens of whoever goes on end as well', async () => {
    const { end, told, epoch, alive } = await given();
    const others = { accountId: 'owner', reason: 'password_changed', facts, keepSessionId: 'one', epoch: 9 } as const;
    expect(await end((context, transaction) => endSessionsOfAccount(context, transaction, others))).toBe(1);
    expect(await told()).toEqual([['account', 'owner', 9, lifetime]]);
    expect(await epoch()).toBe(4);
    expect(await alive()).toEqual(['foreign', 'one']);
  });

  test('of an erased account is a line above every epoch that it had', async () => {
    const { end, told, audited } = await given();
    const erased = { account: { id: 'owner', epoch: 4 }, endedSessions: 3 };
    expect(await end((context, transaction) => revokeErasedAccount(context, transaction, erased))).toBe(3);
    expect(await told()).toEqual([['account', 'owner', 5, lifetime]]);
    expect(await audited()).toEqual([]);
  });

  test('D16: another role ends nothing, and outlives the access tokens of before', async () => {
    const { end, told, alive } = await given();
    const account = { id: 'owner', epoch: 5 };
    expect(await end((context, transaction) => outliveAccessTokens(context, transaction, account))).toBe(0);
    expect(await told()).toEqual([['account', 'owner', 5, lifetime]]);
    expect(await alive()).toHaveLength(4);
  });
});
