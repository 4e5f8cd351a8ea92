import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '#test/every-database.ts';
import { givenOwner } from '#test/given-session-rows.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { lockOneTimeTokensOf, type OneTimePurpose, upsertOneTimeToken } from './store.ts';

test('on PostgreSQL all tokens of one account are locked, and nobody else’s', async () => {
  const { database, url, close } = await openTestDatabase('postgres');
  onTestFinished(close);
  const purposes: OneTimePurpose[] = ['verify_email', 'reset_password'];
  for (const accountId of ['ann', 'bob']) {
    await givenOwner(database, accountId);
    for (const purpose of purposes)
      await database.transaction((transaction) =>
        upsertOneTimeToken(transaction, {
          id: `${accountId}: ${purpose}`,
          purpose,
          account_id: accountId,
          email_canonical: `${accountId}@example.com`,
          new_email: null,
          credential_version: null,
          token_hash: Buffer.from(`${accountId} ${purpose}`),
          code_hash: null,
          lifetime: 60_000,
          code_lifetime: null,
        }),
      );
  }
  await database.transaction(async (transaction) => {
    await lockOneTimeTokensOf(transaction, 'ann');
    const { rows } = await onPostgres(url, (client) =>
      client.query<{ id: string }>('SELECT id FROM one_time_tokens ORDER BY id FOR UPDATE SKIP LOCKED'),
    );
    expect(rows.map(({ id }) => id)).toEqual(['bob: reset_password', 'bob: verify_email']);
  });
});
