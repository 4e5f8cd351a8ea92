import { expect, it } from 'vitest';

import { createRevocationSet, type Revocation } from './revocation-set.ts';

const token = { sid: 'session', sub: 'account', epoch: 3, kid: 'key' };
const revocation = (given: Partial<Revocation>): Revocation => ({
  kind: 'session',
  id: 'session',
  epoch: null,
  expiresAt: 1_800_000_000,
  ...given,
});

it('an id of one kind says nothing about another', () => {
  const set = createRevocationSet();
  for (const kind of ['session', 'account', 'key'] as const) set.apply(revocation({ kind, id: 'else' }));
  for (const kind of ['session', 'key'] as const) set.apply(revocation({ kind, id: 'account' }));
  expect(set.revokedBy(token)).toBeUndefined();
  expect(set.revokedBy({ ...token, sub: 'else' })).toBe('account');
});

it('the larger epoch and the later expiry count, in whichever order they are told', () => {
  const ends = [
    revocation({ kind: 'account', id: 'account', epoch: 4, expiresAt: 100 }),
    revocation({ kind: 'account', id: 'account', epoch: 2, expiresAt: 200 }),
  ];
  for (const order of [ends, ends.toReversed()]) {
    const set = createRevocationSet();
    for (const end of order) set.apply(end);
    set.dropExpired(150);
    expect(set.revokedBy(token)).toBe('account');
    expect(set.revokedBy({ ...token, epoch: 4 })).toBeUndefined();
    set.dropExpired(200);
    expect([set.revokedBy(token), set.size]).toEqual([undefined, 0]);
  }
});

it('an epoch beyond what can be told apart is every one, and so is null', () => {
  for (const epoch of [null, 2 ** 21 - 1, Number.MAX_SAFE_INTEGER]) {
    const set = createRevocationSet();
    set.apply(revocation({ kind: 'account', id: 'account', epoch }));
    expect(set.revokedBy({ ...token, epoch: Number.MAX_SAFE_INTEGER })).toBe('account');
  }
  const set = createRevocationSet();
  set.apply(revocation({ kind: 'account', id: 'account', epoch: 2 ** 21 - 2, expiresAt: 4_000_000_000 }));
  expect(set.revokedBy({ ...token, epoch: 2 ** 21 - 3 })).toBe('account');
  expect(set.revokedBy({ ...token, epoch: 2 ** 21 - 2 })).toBeUndefined();
  set.dropExpired(3_999_999_999);
  expect(set.size).toBe(1);
});
