import { describe, expect, test } from 'vitest';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { newAccount } from './new-account.ts';
import { parseEmail } from './parse-email.ts';
import { parseUsername } from './parse-username.ts';
import {
  advanceCredentialVersion,
  createAccount,
  createFirstAdmin,
  findAccount,
  findAccountByEmail,
  findAccountByUsername,
  hasAdmin,
  verifyAccountEmail,
} from './store.ts';
import { takenNameProblem } from './taken-names.ts';

const row = (email: string, username?: string) => {
  const parsed = parseEmail(email);
  if (parsed === undefined) throw new Error(`no address: ${email}`);
  return newAccount({ email: parsed, username: username === undefined ? undefined : parseUsername(username) });
};

describeOnEveryDatabase('accounts', (open) => {
  test('a new account is nobody’s but a user’s, unverified, and found by each of its names', async () => {
    const { database } = await open();
    const created = await database.transaction((transaction) => createAccount(transaction, row('Ann@Ex.com', 'Ann')));
    expect(created).toMatchObject({
      email: 'Ann@Ex.com',
      role: 'user',
      status: 'active',
      email_verified_at: null,
      epoch: 0,
    });
    expect(await findAccount(database.read, created.id)).toEqual(created);
    expect(await findAccountByEmail(database.read, 'ann@ex.com')).toEqual(created);
    expect(await findAccountByUsername(database.read, 'ann')).toEqual(created);
    expect(await findAccount(database.read, "' OR 1=1 --")).toBeUndefined();
  });

  test('the constraint says which name is taken', async () => {
    const { database } = await open();
    const create = (email: string, username?: string) =>
      database
        .transaction((transaction) => createAccount(transaction, row(email, username)))
        .catch((error: unknown) => takenNameProblem(error)?.code);
    await create('ann@ex.com', 'ann');
    expect(await create('ANN@ex.com', 'other')).toBe('email_taken');
    expect(await create('other@ex.com', 'ANN')).toBe('username_taken');
  });

  test('verification proves the address it was mailed to and no later one, and keeps its first instant', async () => {
    const { database, clock } = await open();
    const { id } = await database.transaction((transaction) => createAccount(transaction, row('ann@ex.com')));
    const verify = (email: string) => database.transaction((transaction) => verifyAccountEmail(transaction, id, email));
    expect(await verify('old@ex.com')).toBeUndefined();
    const first = await verify('ann@ex.com');
    expect(first?.email_verified_at).toBeGreaterThan(0);
    await clock.wind({ seconds: 60 });
    expect((await verify('ann@ex.com'))?.email_verified_at).toBe(first?.email_verified_at);
  });

  test('each change of the password is another version', async () => {
    const { database } = await open();
    const { id } = await database.transaction((transaction) => createAccount(transaction, row('ann@ex.com')));
    const next = () => database.transaction((transaction) => advanceCredentialVersion(transaction, id));
    expect([(await next())?.credential_version, (await next())?.credential_version]).toEqual([1, 2]);
  });

  describe('the first administrator', () => {
    const admin = (name: string) => ({
      id: name,
      email: `${name}@ex.com`,
      email_canonical: `${name}@ex.com`,
      locale: null,
    });

    test('is made once, verified', async () => {
      const { database } = await open();
      expect(await hasAdmin(database.read)).toBe(false);
      const first = await database.transaction((transaction) => createFirstAdmin(transaction, admin('a')));
      expect(first).toMatchObject({ role: 'admin', status: 'active' });
      expect(first?.email_verified_at).toBeGreaterThan(0);
      expect(await hasAdmin(database.read)).toBe(true);
      expect(await database.transaction((transaction) => createFirstAdmin(transaction, admin('b')))).toBeUndefined();
    });
  });
});
