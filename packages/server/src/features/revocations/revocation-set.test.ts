import { expect, test } from 'vitest';
import { createRevocationSet } from './revocation-set.ts';
import type { Revocation } from './store.ts';

const token = { sid: 'session', sub: 'account', epoch: 3, kid: 'key' };
const revocation = (given: Partial<Revocation>): Revocation => ({
  sequence: 1,
  kind: 'session',
  subject_id: 'session',
  epoch: null,
  revoked_at: 0,
  expires_at: 1000,
  ...given,
});

function given() {
  const clock = { time: 0, now: () => clock.time };
  return { clock, set: createRevocationSet(clock) };
}

test('a session, an account’s smaller epochs and a key are told apart', () => {
  const { set } = given();
  expect(set.revokedBy(token)).toBeUndefined();
  set.apply(revocation({ kind: 'key', subject_id: 'key' }));
  expect(set.revokedBy(token)).toBe('key');
  expect(set.revokedBy({ ...token, kid: 'other' })).toBeUndefined();
  // What can't be mended by a refresh is told before what can.
  set.apply(revocation({ kind: 'account', subject_id: 'account', epoch: 4 }));
  expect(set.revokedBy(token)).toBe('account');
  expect(set.revokedBy({ ...token, epoch: 4, kid: 'other' })).toBeUndefined();
  set.apply(revocation({}));
  expect(set.revokedBy({ ...token, epoch: 4 })).toBe('session');
  expect(set.size).toBe(3);
});

test('the least epoch of an account is that of its last end, and nought where there was none', () => {
  const { set } = given();
  expect(set.leastEpochOf('account')).toBe(0);
  set.apply(revocation({ kind: 'account', subject_id: 'account', epoch: 4 }));
  expect(set.leastEpochOf('account')).toBe(4);
});

test('an id of one kind says nothing about another', () => {
  const { set } = given();
  for (const kind of ['session', 'key'] as const) set.apply(revocation({ kind, subject_id: 'account' }));
  expect(set.revokedBy(token)).toBeUndefined();
});

test('two ends of one account count in any order: the larger epoch, the later expiry', () => {
  const { set, clock } = given();
  set.apply(revocation({ kind: 'account', subject_id: 'account', epoch: 4, expires_at: 2000 }));
  set.apply(revocation({ kind: 'account', subject_id: 'account', epoch: 2, expires_at: 1000 }));
  expect(set.revokedBy(token)).toBe('account');
  clock.time = 1500;
  set.dropExpired();
  expect(set.revokedBy(token)).toBe('account');
  expect(set.revokedBy({ ...token, epoch: 4 })).toBeUndefined();
});

test('an account revoked without an epoch is revoked whatever the epoch', () => {
  const { set } = given();
  set.apply(revocation({ kind: 'account', subject_id: 'account', epoch: null }));
  expect(set.revokedBy({ ...token, epoch: 1_000_000 })).toBe('account');
});

test('an entry goes when the last token that it could concern has expired, and not before', () => {
  const { set, clock } = given();
  for (const kind of ['session', 'account', 'key'] as const)
    set.apply(revocation({ kind, subject_id: kind, epoch: kind === 'account' ? 9 : null }));
  clock.time = 999;
  set.dropExpired();
  expect(set.size).toBe(3);
  clock.time = 1000;
  set.dropExpired();
  expect(set.size).toBe(0);
});
