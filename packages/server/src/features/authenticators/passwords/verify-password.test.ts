import { hash as argon2 } from '@node-rs/argon2';
import { afterAll, expect, test, vi } from 'vitest';
import { newAccount } from '#features/accounts/new-account.ts';
import { type Account, createAccount } from '#features/accounts/store.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { createPasswordHashing } from './password-hashing.ts';
import { findPasswordHash, replacePasswordHash, setPassword } from './store.ts';
import { verifyPassword as verifyAgainst } from './verify-password.ts';

const passwordHashing = createPasswordHashing();
afterAll(() => passwordHashing.close());

const verifyPassword = async (
  context: { database: Database; passwordHashing: typeof passwordHashing },
  account: Pick<Account, 'id' | 'status'> | undefined,
  password: string,
) => verifyAgainst(context, account, account && (await findPasswordHash(context.database.read, account.id)), password);

const givenAccount = (database: Database, hash: string | null) =>
  database.transaction(async (transaction) => {
    const email = { email: 'ann@ex.com', canonical: 'ann@ex.com' };
    const account = await createAccount(transaction, newAccount({ email }));
    if (hash !== null) await setPassword(transaction, account.id, hash);
    return account;
  });

describeOnEveryDatabase('verifying a password', (open) => {
  test('only the right one is right', async () => {
    const { database } = await open();
    const account = await givenAccount(database, await passwordHashing.hash('the right one'));
    const context = { database, passwordHashing };
    expect(await verifyPassword(context, account, 'the right one')).toBe(true);
    expect(await verifyPassword(context, account, 'the wrong one')).toBe(false);
    expect(await verifyPassword(context, account, '')).toBe(false);
  });

  test('B1: no account, no password and an impossible password cost one verification, as a wrong one does', async () => {
    const { database } = await open();
    const account = await givenAccount(database, null);
    const context = { database, passwordHashing };
    const verify = vi.spyOn(passwordHashing, 'verify');
    for (const [whose, password] of [
      [undefined, 'anything'],
      [account, 'anything'],
      [account, 'x'.repeat(257)],
      [account, 'broken \ud800'],
    ] as const) {
      verify.mockClear();
      expect(await verifyPassword(context, whose, password)).toBe(false);
      expect(verify).toHaveBeenCalledOnce();
      expect(verify.mock.calls[0]?.[0]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    }
  });

  test('B12: a password that is too long is wrong, also when its beginning is right', async () => {
    const { database } = await open();
    const account = await givenAccount(database, await passwordHashing.hash('x'.repeat(256)));
    expect(await verifyPassword({ database, passwordHashing }, account, 'x'.repeat(257))).toBe(false);
    expect(await verifyPassword({ database, passwordHashing }, account, 'x'.repeat(256))).toBe(true);
  });

  test('after a right password a hash of an older cost is replaced, after a wrong one it is not', async () => {
    const { database } = await open();
    const old = await argon2('the right one', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    const account = await givenAccount(database, old);
    const context = { database, passwordHashing };
    expect(await verifyPassword(context, account, 'wrong')).toBe(false);
    expect(await findPasswordHash(database.read, account.id)).toBe(old);
    expect(await verifyPassword(context, account, 'the right one')).toBe(true);
    const renewed = (await findPasswordHash(database.read, account.id)) ?? '';
    expect(passwordHashing.needsRehash(renewed)).toBe(false);
    expect(await verifyPassword(context, account, 'the right one')).toBe(true);
  });

  test('B1: a hash that nobody can read costs one verification as well, and is no fault', async () => {
    const { database } = await open();
    const account = await givenAccount(database, 'md5$no$longer');
    const verify = vi.spyOn(passwordHashing, 'verify').mockClear();
    expect(await verifyPassword({ database, passwordHashing }, account, 'cafe\u0301')).toBe(false);
    expect(await verifyPassword({ database, passwordHashing }, undefined, 'cafe\u0301')).toBe(false);
    expect(verify.mock.calls).toHaveLength(2);
    for (const [hash, password] of verify.mock.calls) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      // Of two forms, as with a hash that can be read.
      expect(password).toBe('cafe\u0301');
    }
    expect(await findPasswordHash(database.read, account.id)).toBe('md5$no$longer');
  });

  test('where there is no room to renew the hash now, whoever proved the password comes in all the same', async () => {
    const { database } = await open();
    const old = await argon2('the right one', { memoryCost: 512 });
    const account = await givenAccount(database, old);
    const context = { database, passwordHashing };
    const hash = vi.spyOn(passwordHashing, 'hash').mockRejectedValueOnce(new Problem('overloaded'));
    expect(await verifyPassword(context, account, 'the right one')).toBe(true);
    expect(await findPasswordHash(database.read, account.id)).toBe(old);
    hash.mockRejectedValueOnce(new Error('a fault'));
    await expect(verifyPassword(context, account, 'the right one')).rejects.toThrow('a fault');
    expect(await verifyPassword(context, account, 'the right one')).toBe(true);
    expect(await findPasswordHash(database.read, account.id)).not.toBe(old);
  });

  test('B1: the right password of a suspended account takes no longer than a wrong one: its hash stays', async () => {
    const { database } = await open();
    const old = await argon2('the right one', { memoryCost: 512 });
    const account = { ...(await givenAccount(database, old)), status: 'suspended' } as const;
    const hash = vi.spyOn(passwordHashing, 'hash').mockClear();
    expect(await verifyPassword({ database, passwordHashing }, account, 'the right one')).toBe(true);
    expect(hash).not.toHaveBeenCalled();
    expect(await findPasswordHash(database.read, account.id)).toBe(old);
  });

  test('renewing a hash never undoes a change of the password', async () => {
    const { database } = await open();
    const account = await givenAccount(database, 'an old hash');
    await database.transaction((transaction) => setPassword(transaction, account.id, 'a changed hash'));
    expect(await replacePasswordHash(database.write, account.id, 'an old hash', 'renewed')).toBe(false);
    expect(await findPasswordHash(database.read, account.id)).toBe('a changed hash');
  });
});
