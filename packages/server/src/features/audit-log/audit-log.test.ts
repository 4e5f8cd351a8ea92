import { expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { removeWhatExpired } from '#server/housekeeping.ts';
import { bearer, describeApp, openApp, type TestAccount, type TestApp } from '#test/test-app.ts';
import { recordAuditEvent } from './record-audit-event.ts';
import { sealAuditEvents } from './seal-audit-events.ts';
import { sweepAuditEvents } from './sweep-audit-events.ts';
import { parseMark, verifyAuditLog } from './verify-audit-log.ts';

const day = 24 * 3600;

/** Four lines about somebody, all of them sealed. Line 1 tells of the first signing key. */
async function givenLog(app: TestApp): Promise<TestAccount> {
  const account = await app.givenAccount();
  for (let count = 0; count < 3; count += 1) await app.signIn(account);
  await app.signIn({ ...account, password: 'not the right one' });
  await sealAuditEvents(app.app.context);
  return account;
}

const verdictOf = (app: TestApp, mark?: string | null) =>
  verifyAuditLog(app.app.context, mark ? parseMark(mark) : undefined);
const faultsOf = async (app: TestApp, mark?: string | null) =>
  (await verdictOf(app, mark)).faults.map(({ kind, first, last }) => [kind, first, last]);

/** What somebody does who can write to the database. */
const tamper = (app: TestApp, sql: string): Promise<number> =>
  app.database.write.change(statement<Record<never, never>>(`test.${sql.slice(0, 40)}`, sql), {});

describeApp('the seal of the audit log', (open) => {
  test('a log that nobody touched is whole, and goes on where it ended', async () => {
    const app = await open();
    await givenLog(app);
    const first = await verdictOf(app);
    expect(first).toMatchObject({ events: 5, removed: 0, faults: [] });
    await givenLog(app);
    expect(await verdictOf(app, first.mark)).toMatchObject({ events: 9, faults: [] });
  });

  test('a log of which nothing is sealed yet is whole', async () => {
    expect(await verdictOf(await open())).toEqual({ events: 0, removed: 0, mark: null, faults: [] });
  });

  test.each([
    "type = 'sign_in_failed'",
    "account_id = 'somebody-else'",
    "actor_id = 'somebody-else'",
    "ip = '192.0.2.1'",
    'ip = NULL',
    "user_agent = 'curl'",
    "request_id = 'another'",
    "session_id = 'another'",
    "details = '{}'",
    'created_at = created_at - 1000',
    'session_id = NULL, ip = NULL, user_agent = NULL, request_id = NULL',
  ])('N4: an edit of the log is detected (%s)', async (edit) => {
    const app = await open();
    await givenLog(app);
    expect(await tamper(app, `UPDATE audit_events SET ${edit} WHERE sequence = 2`)).toBe(1);
    expect(await faultsOf(app)).toEqual([['changed', 2, 2]]);
  });

  test('N4: a line that was deleted is detected, in the middle and at the end', async () => {
    const app = await open();
    await givenLog(app);
    await tamper(app, 'DELETE FROM audit_events WHERE sequence IN (2, 4)');
    expect(await faultsOf(app)).toEqual([
      ['missing', 2, 2],
      ['missing', 4, 4],
    ]);
  });

  test('N4: cutting the end off, together with the note of where it was, is detected', async () => {
    const app = await open();
    await givenLog(app);
    await tamper(app, 'DELETE FROM audit_events WHERE sequence > 2');
    await tamper(app, 'UPDATE audit_head SET last = 2');
    expect((await faultsOf(app)).map(([kind]) => kind)).toEqual(['head_changed']);
  });

  test('N4: a log that was emptied is detected by the mark of an earlier look', async () => {
    const app = await open();
    await givenLog(app);
    const { mark } = await verdictOf(app);
    await tamper(app, 'DELETE FROM audit_events');
    await tamper(app, 'UPDATE audit_head SET last = 0, seal_key_id = NULL, mac = NULL');
    expect(await faultsOf(app)).toEqual([]);
    expect(await faultsOf(app, mark)).toEqual([['missing', 1, 5]]);
    expect(await faultsOf(app, `9.${mark?.split('.').slice(1).join('.')}`)).toContainEqual(['head_changed', 0, 0]);
  });

  test('N4: lines that changed places are detected', async () => {
    const app = await open();
    await givenLog(app);
    await tamper(app, 'UPDATE audit_events SET sequence = 99 WHERE sequence = 1');
    await tamper(app, 'UPDATE audit_events SET sequence = 1 WHERE sequence = 2');
    await tamper(app, 'UPDATE audit_events SET sequence = 2 WHERE sequence = 99');
    expect(await faultsOf(app)).toEqual([
      ['changed', 1, 1],
      ['changed', 2, 2],
    ]);
  });

  test('N4: a deletion that is dressed up as our own sweep is detected', async () => {
    const app = await open();
    await givenLog(app);
    await tamper(app, 'DELETE FROM audit_events WHERE sequence = 2');
    await tamper(
      app,
      'INSERT INTO audit_gaps (first, last, seal_key_id, mac) SELECT 2, 2, seal_key_id, mac FROM audit_head',
    );
    expect(await faultsOf(app)).toEqual([['gap_changed', 2, 2]]);
  });

  test('what our own rules remove is not missed, and neighbouring gaps become one', async () => {
    const app = await open();
    const account = await givenLog(app);
    await app.clock.wind({ seconds: 40 * day });
    await app.signIn({ ...account, password: 'wrong again and again' });
    await app.signIn({ ...account, password: 'wrong again and again' });
    await sealAuditEvents(app.app.context);
    await app.clock.wind({ seconds: 60 * day });
    await sweepAuditEvents(app.app.context);
    expect(await verdictOf(app)).toMatchObject({ events: 6, removed: 1, faults: [] });
    await app.clock.wind({ seconds: 60 * day });
    await sweepAuditEvents(app.app.context);
    expect(await verdictOf(app)).toMatchObject({ events: 4, removed: 3, faults: [] });
    const gaps = statement<Record<never, never>, { first: number; last: number }>(
      'test.gaps',
      'SELECT first, last FROM audit_gaps',
    );
    expect(await app.database.read.all(gaps, {})).toEqual([{ first: 5, last: 7 }]);
  });

  test('the sweep of a removed stranger takes their lines, and the log stays whole', async () => {
    const app = await open();
    await app.post('/api/auth/sign-up', { email: 'never@example.com', password: 'a good long password' });
    await app.clock.wind({ seconds: 8 * day });
    await removeWhatExpired(app.app.context);
    await app.clock.wind({ seconds: 91 * day });
    await removeWhatExpired(app.app.context);
    await sealAuditEvents(app.app.context);
    expect((await verdictOf(app)).faults).toEqual([]);
  });

  test('the erasure of an account takes where its lines came from, and the log stays whole', async () => {
    const app = await open();
    const account = await givenLog(app);
    const token = (await app.signIn(account)).json<{ access_token: string }>().access_token;
    await sealAuditEvents(app.app.context);
    const body = { password: account.password };
    expect((await app.post('/api/account/deletion', body, bearer(token))).statusCode).toBe(204);
    await sealAuditEvents(app.app.context);
    const verdict = await verdictOf(app);
    expect(verdict).toMatchObject({ removed: 0, faults: [] });
    expect(verdict.events).toBeGreaterThan(6);
    // And an edit that looks like it, of somebody who is still there, does not pass for one.
    const other = await givenLog(app);
    await tamper(
      app,
      `UPDATE audit_events SET ip = NULL, user_agent = NULL, request_id = NULL, session_id = NULL
      WHERE account_id = '${other.id}' AND type = 'sign_in_failed'`,
    );
    expect((await verdictOf(app)).faults).toHaveLength(1);
  });

  test('what is sealed, swept and erased during a walk does not look like a forgery', async () => {
    const app = await open();
    const account = await givenLog(app);
    await app.clock.wind({ seconds: 91 * day });
    const token = (await app.signIn(account)).json<{ access_token: string }>().access_token;
    await sealAuditEvents(app.app.context);
    const { snapshot } = app.database;
    let isBusy = false;
    /** A service that does all of this right after the walk has read where the log ends. */
    const busy: typeof snapshot = (work) =>
      snapshot((read) =>
        work({
          ...read,
          first: async (...asked) => {
            const found = await read.first(...asked);
            if (isBusy) return found;
            isBusy = true;
            await sweepAuditEvents(app.app.context);
            await app.post('/api/account/deletion', { password: account.password }, bearer(token));
            await sealAuditEvents(app.app.context);
            return found;
          },
        }),
      );
    const { secrets } = app.app.context;
    const during = await verifyAuditLog({ database: { snapshot: busy }, secrets });
    expect(during).toMatchObject({ events: 6, removed: 0, faults: [] });
    expect(isBusy).toBe(true);
    expect(await verdictOf(app, during.mark)).toMatchObject({ faults: [] });
    expect((await verdictOf(app)).removed).toBeGreaterThan(0);
  });

  test('two nodes that seal at once number every line once', async () => {
    const app = await open();
    const account = await app.givenAccount();
    await app.database.transaction(async (transaction) => {
      for (let count = 0; count < 450; count += 1)
        await recordAuditEvent(transaction, { type: 'email_verified', accountId: account.id, facts: null });
    });
    const other = await openApp(app);
    try {
      const counts = await Promise.all(
        [app, other, app, other].map((node) => sealAuditEvents(node.app.context).catch(() => 0)),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
      await sealAuditEvents(app.app.context);
      expect(await verdictOf(app)).toMatchObject({ events: 451, faults: [] });
    } finally {
      await other.app.server.close();
    }
  });

  test('a line that is rolled back leaves no gap', async () => {
    const app = await open();
    const account = await givenLog(app);
    const lost = app.database.transaction(async (transaction) => {
      await recordAuditEvent(transaction, { type: 'email_verified', accountId: account.id, facts: null });
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await app.signIn(account);
    await sealAuditEvents(app.app.context);
    expect(await verdictOf(app)).toMatchObject({ events: 6, faults: [] });
  });

  test('a running service seals by itself, and the rest when it stops', async () => {
    const app = await open();
    const node = await openApp(app);
    const account = await node.givenAccount();
    await node.signIn(account);
    await node.app.server.close();
    expect(await verdictOf(app)).toMatchObject({ events: 2, faults: [] });
  });
});
