import { expect, test } from 'vitest';
import { deleteOldMails } from '#features/outbox/store.ts';
import { removeWhatExpired } from '#server/housekeeping.ts';
import { describeApp } from '#test/test-app.ts';
import { readTables, type Tables, withoutDerived } from './every-table.ts';

const day = 24 * 3600;
const password = 'a good long password';

const sizesOf = (tables: Tables): Record<string, number> =>
  Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));

/** A few at a time, each from a network of its own. */
async function inParallel(
  count: number,
  one: (n: number, from: Record<string, string>) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++)
      await one(n, { 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` });
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

describeApp('what strangers begin', (open) => {
  test('O6: 5,000 flows begun from 5,000 networks leave few rows each, and in the end none', {
    timeout: 300_000,
  }, async () => {
    const app = await open({ TRUSTED_PROXIES: '127.0.0.1', SIGN_UP_DISCLOSURE: 'silent', SIGN_UPS_PER_HOUR: '60' });
    const known = await app.givenAccount({ email: 'known@example.com' });
    await app.givenAccount({ email: 'waiting@example.com', isVerified: false });
    const before = sizesOf(withoutDerived(await readTables(app.database)));

    const mailed = ['known@example.com', 'waiting@example.com'];
    const begin = async (path: string, body: object, from: Record<string, string>, status: number) => {
      const answer = await app.post(path, body, from);
      expect([path, answer.statusCode]).toEqual([path, status]);
    };
    const signUps = 60;
    await inParallel(5000, async (n, from) => {
      // A third of them at addresses that exist, the rest at as many that don't.
      const email = n % 3 === 0 ? (mailed[n % 2] ?? '') : `nobody-${n}@example.com`;
      if (n < signUps) await begin('/api/auth/sign-up', { email: `new-${n}@example.com`, password }, from, 202);
      else if (n < 2 * signUps) await begin('/api/auth/sign-up', { email: mailed[n % 2], password }, from, 202);
      else if (n < 3 * signUps) await begin('/api/auth/sign-in', { login: `nobody-${n}`, password }, from, 401);
      else if (n % 4 === 0) await begin('/api/auth/verify-email', { token: `nothing-${n}` }, from, 400);
      else if (n % 4 === 1) await begin('/api/auth/verify-email/request', { email }, from, 202);
      else await begin('/api/auth/password-reset/request', { email }, from, 202);
    });
    await app.mails();

    const after = sizesOf(withoutDerived(await readTables(app.database)));
    const grown = Object.fromEntries(
      Object.entries(after).flatMap(([name, size]) =>
        size > (before[name] ?? 0) ? [[name, size - (before[name] ?? 0)]] : [],
      ),
    );
    // Nothing grows but what is listed here; each list has a bound that does not depend on who asks.
    expect(Object.keys(grown).toSorted()).toEqual([
      'accounts',
      'audit_events',
      'inbox_mails',
      'one_time_tokens',
      'outbox',
      'passwords',
    ]);
    expect([grown.accounts, grown.passwords]).toEqual([signUps, signUps]);
    // One live token of each purpose for an account, however often it is asked for.
    expect(grown.one_time_tokens).toBeLessThanOrEqual(signUps + 2 * mailed.length);
    // Five mails an hour for an address.
    expect(grown.outbox).toBeLessThanOrEqual(signUps + 5 * mailed.length);
    expect(after.inbox_mails).toBeLessThanOrEqual(200);
    // One line for what was begun; at one address only the five of the hour are begun at all.
    expect(grown.audit_events).toBeLessThan(5000);

    // Everything of it has an end, which the service's own housekeeping brings about.
    const sweep = async (seconds: number) => {
      await app.clock.wind({ seconds });
      await removeWhatExpired(app.app.context);
      await deleteOldMails(app.database.write);
      return sizesOf(withoutDerived(await readTables(app.database)));
    };
    const later = await sweep(8 * day);
    // The one that was never verified from the start goes as well.
    expect([later.accounts, later.passwords, later.one_time_tokens, later.outbox]).toEqual([1, 1, 0, 0]);
    await sweep(91 * day);
    const { accounts = [], audit_events = [] } = await readTables(app.database);
    expect(accounts.map(({ id }) => id)).toEqual([known.id]);
    const kept = audit_events.map(({ type }) => type).filter((type) => !String(type).startsWith('signing_key_'));
    expect(kept).toEqual([]);
  });
});
