import { expect, test } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { givenOwner } from '#test/given-session-rows.ts';
import {
  consumeLastOneTimeToken,
  consumeOneTimeCode,
  consumeOneTimeToken,
  findOneTimeToken,
} from './consume-one-time-token.ts';
import { issueOneTimeToken, type OneTimeTokenRequest } from './issue-one-time-token.ts';
import type { OneTimePurpose } from './store.ts';

const secrets = createSecrets(['a-secret-of-the-tests-0123456789-abcdef']);

describeOnEveryDatabase('a token that calls off all others', (open) => {
  async function given() {
    const { database } = await open();
    for (const id of ['ann', 'bob']) await givenOwner(database, id);
    return database;
  }
  const issue = (database: Database, request: Partial<OneTimeTokenRequest> & { accountId: string }) =>
    database.transaction((transaction) =>
      issueOneTimeToken({ secrets }, transaction, {
        purpose: 'reset_password',
        emailCanonical: `${request.accountId}@example.com`,
        lifetimeSeconds: 60,
        ...request,
      }),
    );
  const isGood = async (database: Database, purpose: OneTimePurpose, token: string) =>
    (await findOneTimeToken(database.read, { purpose, token })) !== undefined;

  test('C5, C6: once it is spent, whatever else was mailed to its account is dead, and nobody else’s', async () => {
    const database = await given();
    const reset = await issue(database, { accountId: 'ann' });
    const confirm = await issue(database, { accountId: 'ann', purpose: 'verify_email' });
    const bobs = await issue(database, { accountId: 'bob' });
    const spend = (token: string) =>
      database.transaction((transaction) => consumeLastOneTimeToken(transaction, { purpose: 'reset_password', token }));
    expect(await spend(confirm.token)).toBeUndefined();
    expect(await isGood(database, 'verify_email', confirm.token)).toBe(true);
    expect(await spend(reset.token)).toMatchObject({ accountId: 'ann', emailCanonical: 'ann@example.com' });
    expect(await isGood(database, 'reset_password', reset.token)).toBe(false);
    expect(await isGood(database, 'verify_email', confirm.token)).toBe(false);
    expect(await isGood(database, 'reset_password', bobs.token)).toBe(true);
    expect(await spend(reset.token)).toBeUndefined();
  });

  test('C2: who finds a token good and has to wait while another spends it gets nothing, and calls nothing off', async () => {
    const database = await given();
    const { token } = await issue(database, { accountId: 'ann' });
    const confirm = await issue(database, { accountId: 'ann', purpose: 'verify_email' });
    const reset = { purpose: 'reset_password', token } as const;
    const late = database.transaction((transaction) => {
      // The lock is had only when the other one is through.
      const all: Transaction['all'] = async (statement, parameters) => {
        expect(await consumeOneTimeToken(transaction, reset)).toBeDefined();
        return transaction.all(statement, parameters);
      };
      return consumeLastOneTimeToken({ ...transaction, all }, reset);
    });
    expect(await late).toBeUndefined();
    expect(await isGood(database, 'verify_email', confirm.token)).toBe(true);
  });

  test('a change of address says how it was typed and under which password, and has a code only where one was asked for', async () => {
    const database = await given();
    const change = { newEmail: 'Ann@New.example', credentialVersion: 7 };
    const request = { accountId: 'ann', purpose: 'change_email', change } as const;
    const { code, token } = await issue(database, request);
    expect(code).toBeNull();
    const proof = { accountId: 'ann', emailCanonical: 'ann@example.com', ...change };
    expect(await findOneTimeToken(database.read, { purpose: 'change_email', token })).toEqual(proof);
    const second = await issue(database, { ...request, code: { lifetimeSeconds: 60 } });
    expect(second.code).toMatch(/^\d{8}$/);
    const typed = { purpose: 'change_email', accountId: 'ann', code: second.code ?? '' } as const;
    expect(await database.transaction((transaction) => consumeOneTimeCode({ secrets }, transaction, typed))).toEqual(
      proof,
    );
  });
});
