import { expect, test } from 'vitest';
import { listRevocationsAfter } from '#features/revocations/store.ts';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { recordRotation, revokeSigningKeys } from './revoke-signing-keys.ts';

const now = 1_900_000_000_000;
const events = statement<
  Record<never, never>,
  { type: string; account_id: string | null; ip: string | null; details: string }
>('test.key_events', "SELECT type, account_id, ip, details FROM audit_events WHERE type LIKE 'signing_key%'");

describeOnEveryDatabase('signing keys that another one replaces', (open) => {
  test('a leaked one is revoked for as long as a token of it may be believed: 15 minutes, 5 ahead, 2 to spare', async () => {
    const one = await open();
    await freezeClock(one, now);
    await one.database.transaction((transaction) =>
      revokeSigningKeys({ config: { accessTokenSeconds: 900 } }, transaction, { kid: 'new', retired: ['a', 'b'] }),
    );
    const revoked = await listRevocationsAfter(one.database.read, 0);
    const expected = { kind: 'key', epoch: null, expires_at: now + (900 + 300 + 120) * 1000 };
    expect(revoked).toMatchObject([
      { ...expected, subject_id: 'a' },
      { ...expected, subject_id: 'b' },
    ]);
    expect(await toldOf(one.database)).toEqual([
      { type: 'signing_key_revoked', kid: 'a' },
      { type: 'signing_key_revoked', kid: 'b' },
      { type: 'signing_key_rotated', kid: 'new' },
    ]);
  });

  test('the first of all is told as created, and revokes nothing', async () => {
    const { database } = await open();
    await database.transaction((transaction) => recordRotation(transaction, { kid: 'first', retired: [] }));
    expect(await toldOf(database)).toEqual([{ type: 'signing_key_created', kid: 'first' }]);
    expect(await listRevocationsAfter(database.read, 0)).toEqual([]);
  });
});

/** What the audit log says, each by the command line and about nobody's account. */
async function toldOf(database: Database) {
  const found = await database.read.all(events, {});
  return found
    .map(({ type, account_id, ip, details }) => {
      const { kid, by } = JSON.parse(details) as { kid: string; by: string };
      expect({ by, account_id, ip }).toEqual({ by: 'command_line', account_id: null, ip: null });
      return { type, kid };
    })
    .toSorted((a, b) => (a.type + a.kid < b.type + b.kid ? -1 : 1));
}
