import { expect, test } from 'vitest';
import { newAccount } from '#features/accounts/new-account.ts';
import { createAccount } from '#features/accounts/store.ts';
import { digest } from '#platform/crypto/random.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { type Database, ReferenceGone, type Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { consumeOneTimeCode, consumeOneTimeToken, findOneTimeToken } from './consume-one-time-token.ts';
import { hashCode } from './hash-code.ts';
import { issueOneTimeToken } from './issue-one-time-token.ts';
import { consumeSetupToken, dropSetupToken, isSetupToken, keepSetupToken } from './setup-token.ts';
import { createSetupRow, deleteOneTimeTokensOf, deleteSetupRow, type OneTimePurpose } from './store.ts';
import { sweepOneTimeTokens } from './sweep-one-time-tokens.ts';

const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
const everything = statement<Record<never, never>, Record<string, unknown>>(
  'test.tokens',
  'SELECT * FROM one_time_tokens',
);

const givenAccount = async (database: Database, name = 'ann'): Promise<string> => {
  const email = { email: `${name}@ex.com`, canonical: `${name}@ex.com` };
  return (await database.transaction((transaction) => createAccount(transaction, newAccount({ email })))).id;
};

const issue = (
  database: Database,
  accountId: string,
  purpose: OneTimePurpose = 'verify_email',
  lifetimeSeconds = 3600,
) =>
  database.transaction((transaction) =>
    issueOneTimeToken({ secrets }, transaction, {
      purpose,
      accountId,
      emailCanonical: 'ann@ex.com',
      lifetimeSeconds,
      code: { lifetimeSeconds: 600 },
    }),
  );
const consume = (database: Database, token: string, purpose: OneTimePurpose = 'verify_email') =>
  database.transaction((transaction) => consumeOneTimeToken(transaction, { purpose, token }));
const consumeCode = (database: Database, accountId: string, code: string, purpose: OneTimePurpose = 'verify_email') =>
  database.transaction((transaction) => consumeOneTimeCode({ secrets }, transaction, { purpose, accountId, code }));

const anotherCode = (code: string, by: number): string => String((Number(code) + by) % 100_000_000).padStart(8, '0');

describeOnEveryDatabase('one-time tokens', (open) => {
  test('a token is good once', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { token } = await issue(database, accountId);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await consume(database, token)).toEqual({
      accountId,
      emailCanonical: 'ann@ex.com',
      newEmail: null,
      credentialVersion: null,
    });
    expect(await consume(database, token)).toBeUndefined();
  });

  test('C2: of 200 parallel redemptions of one token one succeeds', async () => {
    const { database } = await open();
    const { token } = await issue(database, await givenAccount(database));
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => consume(database, token)));
    expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1);
  });

  test('C2: token and code spend the same row, whichever of 200 comes first', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { token, code } = await issue(database, accountId);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        index % 2 === 0 ? consume(database, token) : consumeCode(database, accountId, code ?? ''),
      ),
    );
    expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1);
  });

  test('C1: a token is good for its own purpose only, and so is its code', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { token, code } = await issue(database, accountId);
    await issue(database, accountId, 'reset_password');
    expect(await consume(database, token, 'reset_password')).toBeUndefined();
    expect(await consumeCode(database, accountId, code ?? '', 'reset_password')).toBeUndefined();
    expect(await consume(database, code ?? '')).toBeUndefined();
    expect(await consumeCode(database, accountId, token)).toBeUndefined();
    expect(await consume(database, token)).toBeDefined();
  });

  test('C7: a second after its end a token is dead, before any sweep', async () => {
    const { database, clock } = await open();
    const { token } = await issue(database, await givenAccount(database));
    await clock.wind({ seconds: 3601 });
    expect(await findOneTimeToken(database.read, { purpose: 'verify_email', token })).toBeUndefined();
    expect(await consume(database, token)).toBeUndefined();
  });

  test('C7: a code dies before its token', async () => {
    const { database, clock } = await open();
    const accountId = await givenAccount(database);
    const { token, code } = await issue(database, accountId);
    await clock.wind({ seconds: 601 });
    expect(await consumeCode(database, accountId, code ?? '')).toBeUndefined();
    expect(await consume(database, token)).toBeDefined();
  });

  test('C8: a newer token replaces the older, its code and its count of tries', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const older = await issue(database, accountId);
    for (let tries = 1; tries <= 5; tries += 1)
      await consumeCode(database, accountId, anotherCode(older.code ?? '', tries));
    const newer = await issue(database, accountId);
    expect(await consume(database, older.token)).toBeUndefined();
    expect(await consumeCode(database, accountId, newer.code ?? '')).toBeDefined();
    expect(await database.read.all(everything, {})).toHaveLength(1);
  });

  test('a code has five tries, and the right one comes too late as the sixth', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { token, code } = await issue(database, accountId);
    for (let tries = 1; tries <= 5; tries += 1)
      expect(await consumeCode(database, accountId, anotherCode(code ?? '', tries))).toBeUndefined();
    expect(await consumeCode(database, accountId, code ?? '')).toBeUndefined();
    expect(await consume(database, token)).toBeDefined();
  });

  test('the fifth try may be the right one', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { code } = await issue(database, accountId);
    for (let tries = 1; tries <= 4; tries += 1) await consumeCode(database, accountId, anotherCode(code ?? '', tries));
    expect(await consumeCode(database, accountId, code ?? '')).toBeDefined();
  });

  test('P7: 100 parallel guesses are counted as five', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { code } = await issue(database, accountId);
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => consumeCode(database, accountId, anotherCode(code ?? '', index + 1))),
    );
    const [row] = await database.read.all(everything, {});
    expect(row?.code_tries).toBe(5);
  });

  test('one account’s code is worth nothing at another', async () => {
    const { database } = await open();
    const [ann, bob] = [await givenAccount(database, 'ann'), await givenAccount(database, 'bob')];
    const { code } = await issue(database, ann);
    await issue(database, bob);
    expect(await consumeCode(database, bob, code ?? '')).toBeUndefined();
  });

  test('C13: the database holds neither token nor code', async () => {
    const { database } = await open();
    const accountId = await givenAccount(database);
    const { token, code } = await issue(database, accountId);
    const [row] = await database.read.all(everything, {});
    const dump = Object.values(row ?? {})
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join('|');
    for (const secret of [token, code ?? '', Buffer.from(token, 'base64url').toString('latin1')])
      expect(dump).not.toContain(secret);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  test('a token for an account that has gone meanwhile is refused as such, and no fault', async () => {
    const { database } = await open();
    await expect(issue(database, 'gone')).rejects.toBeInstanceOf(ReferenceGone);
  });

  test('a code has eight digits, noughts in front included; where none is asked for nothing is kept of one', async () => {
    const { database } = await open();
    const account = await givenAccount(database);
    const codes: (string | null)[] = [];
    // One in ten begins with a nought.
    for (let time = 0; time < 150; time += 1) codes.push((await issue(database, account)).code);
    expect(codes.filter((code) => !/^\d{8}$/.test(code ?? ''))).toEqual([]);
    const request = {
      purpose: 'verify_email',
      accountId: account,
      emailCanonical: 'ann@ex.com',
      lifetimeSeconds: 60,
    } as const;
    const issued = await database.transaction((transaction) => issueOneTimeToken({ secrets }, transaction, request));
    expect(issued.code).toBeNull();
    expect(await database.read.all(everything, {})).toMatchObject([{ code_hash: null, code_expires_at: null }]);
  });

  test('all tokens of an account go together, and expired ones are swept', async () => {
    const { database, clock } = await open();
    const [ann, bob] = [await givenAccount(database, 'ann'), await givenAccount(database, 'bob')];
    await issue(database, ann);
    await issue(database, ann, 'reset_password');
    expect(await database.transaction((transaction) => deleteOneTimeTokensOf(transaction, ann))).toBe(2);
    await issue(database, ann);
    const { token } = await issue(database, bob, 'verify_email', 7200);
    await clock.wind({ seconds: 3601 });
    expect(await sweepOneTimeTokens({ database })).toBe(1);
    expect(await consume(database, token)).toBeDefined();
  });
});

test('C13: equal codes of two accounts or two purposes are kept as different digests', () => {
  const code = '12345678';
  const digests = [
    hashCode(secrets, { purpose: 'verify_email', accountId: 'ann', code }),
    hashCode(secrets, { purpose: 'verify_email', accountId: 'bob', code }),
    hashCode(secrets, { purpose: 'reset_password', accountId: 'ann', code }),
    hashCode(createSecrets(['another-secret-for-tests-0123456789-abcdefghij']), {
      purpose: 'verify_email',
      accountId: 'ann',
      code,
    }),
  ];
  expect(new Set(digests.map((digest) => digest.toString('hex'))).size).toBe(4);
});

test('a code that was mailed before an upgrade is good after it: its digest stays the same', () => {
  const digest = hashCode(secrets, { purpose: 'verify_email', accountId: 'ann', code: '12345678' });
  expect(digest.toString('hex')).toBe('e555ba7a3ff12d1122e60e7db8a4034ef50b2429d7c64fbe0881b393cc5dd575');
});

describeOnEveryDatabase('the setup token', (open) => {
  test('N8: is the same at each start until it is used, then another', async () => {
    const { database } = await open();
    const token = await keepSetupToken({ database, secrets });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await keepSetupToken({ database, secrets })).toBe(token);
    expect(await isSetupToken(database.read, token)).toBe(true);
    expect(await database.transaction((transaction) => consumeSetupToken(transaction, token))).toBe(true);
    expect(await isSetupToken(database.read, token)).toBe(false);
    expect(await keepSetupToken({ database, secrets })).not.toBe(token);
  });

  test('is good for decades, whatever is swept meanwhile', async () => {
    const { database, clock } = await open();
    const token = await keepSetupToken({ database, secrets });
    await clock.wind({ seconds: 50 * 365 * 24 * 3600 });
    await sweepOneTimeTokens({ database });
    expect(await isSetupToken(database.read, token)).toBe(true);
  });

  test('a link that was printed before an upgrade is good after it', async () => {
    const { database } = await open();
    const token = 'mlhce6mYKJSVl6cHlNmrAjL3tf58KQJOyCBDx6ttSeA';
    const row = { id: 'the-id-of-before', token_hash: digest(token), lifetimeSeconds: 60 };
    await database.transaction((transaction) => createSetupRow(transaction, row));
    expect(await keepSetupToken({ database, secrets })).toBe(token);
  });

  test('N8: of 50 parallel uses one succeeds', async () => {
    const { database } = await open();
    const token = await keepSetupToken({ database, secrets });
    const use = () => database.transaction((transaction) => consumeSetupToken(transaction, token));
    const outcomes = await Promise.all(Array.from({ length: 50 }, use));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  test('two nodes that start at once print one link', async () => {
    const { database } = await open();
    const printed = await Promise.all(Array.from({ length: 8 }, () => keepSetupToken({ database, secrets })));
    expect(new Set(printed).size).toBe(1);
    expect(await isSetupToken(database.read, printed[0] ?? '')).toBe(true);
  });

  test('a node starts, though another’s link is used at that very moment', async () => {
    const { database } = await open();
    const transaction: Database['transaction'] = (work) =>
      database.transaction((inside) => {
        const change: Transaction['change'] = async (statement, parameters) => {
          const changed = await inside.change(statement, parameters);
          await deleteSetupRow(inside);
          return changed;
        };
        return work({ ...inside, change });
      });
    const printed = await keepSetupToken({ database: { ...database, transaction }, secrets });
    expect(printed).toMatch(/^[\w-]{43}$/);
    expect(await isSetupToken(database.read, printed)).toBe(false);
  });

  test('with another secret the old link is replaced', async () => {
    const { database } = await open();
    const token = await keepSetupToken({ database, secrets });
    const others = createSecrets(['another-secret-for-tests-0123456789-abcdefghij']);
    const replaced = await keepSetupToken({ database, secrets: others });
    expect(replaced).not.toBe(token);
    expect(await isSetupToken(database.read, token)).toBe(false);
    expect(await isSetupToken(database.read, replaced)).toBe(true);
  });

  test('C13: cannot be made from a dump', async () => {
    const { database } = await open();
    const token = await keepSetupToken({ database, secrets });
    const [row] = await database.read.all(everything, {});
    expect(JSON.stringify(row)).not.toContain(token);
    await database.transaction(dropSetupToken);
    expect(await isSetupToken(database.read, token)).toBe(false);
  });
});
