import { expect, it } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import {
  claimMails,
  countMails,
  createMail,
  deleteOldMails,
  extendClaim,
  hasUnreachableMails,
  markMailFailed,
  markMailSent,
  postponeMail,
  releaseUnreachableMails,
} from './store.ts';

type Row = {
  id: string;
  sealed_message: Uint8Array | null;
  tries: number;
  next_try_at: number | null;
  sent_at: number | null;
  failed_at: number | null;
  last_error: string | null;
};
const all = statement<Record<never, never>, Row>('test.outbox', 'SELECT * FROM outbox ORDER BY id');
const rowsOf = (database: Database): Promise<Row[]> => database.read.all(all, {});
const minute = 60_000;

const queue = (database: Database, ...ids: string[]): Promise<void> =>
  database.transaction(async (transaction) => {
    for (const id of ids)
      await createMail(transaction, { id, kind: 'verify_email', account_id: null, sealed_message: Buffer.from(id) });
  });

const claimOne = async (database: Database) => {
  const [mail] = await claimMails(database.write, 1, minute);
  if (mail === undefined) throw new Error('nothing to claim');
  return mail;
};

describeOnEveryDatabase('the outbox store', (open) => {
  it('hands each mail to one of many nodes that ask at once', async () => {
    const { database } = await open();
    const ids = Array.from({ length: 60 }, (_, index) => `mail-${index}`);
    await queue(database, ...ids);
    const claims = await Promise.all(Array.from({ length: 30 }, () => claimMails(database.write, 5, minute)));
    const claimed = claims.flat().map((mail) => mail.id);
    expect(new Set(claimed).size).toBe(claimed.length);
    while (claimed.length < ids.length) {
      const more = await claimMails(database.write, 5, minute);
      expect(more.length).toBeGreaterThan(0);
      claimed.push(...more.map((mail) => mail.id));
    }
    expect(claimed.sort()).toEqual(ids.sort());
    expect(await claimMails(database.write, 5, minute)).toEqual([]);
  });

  it('hands out no mail of a transaction that is undone (M8)', async () => {
    const { database } = await open();
    const undone = database.transaction(async (transaction) => {
      await createMail(transaction, { id: 'x', kind: 'verify_email', account_id: null, sealed_message: Buffer.of(1) });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect(await claimMails(database.write, 5, minute)).toEqual([]);
  });

  it('gives a mail to the next once the claim of a dead node has run out, and not before', async () => {
    const { database, clock } = await open();
    await queue(database, 'mail');
    expect((await claimOne(database)).tries).toBe(1);
    await clock.wind({ seconds: 55 });
    expect(await claimMails(database.write, 5, minute)).toEqual([]);
    await clock.wind({ seconds: 6 });
    expect((await claimOne(database)).tries).toBe(2);
  });

  it('lets a claim be renewed by who holds it, and by nobody else', async () => {
    const { database, clock } = await open();
    await queue(database, 'mail');
    const mail = await claimOne(database);
    await clock.wind({ seconds: 50 });
    expect(await extendClaim(database.write, mail, minute)).toBe(true);
    expect(await extendClaim(database.write, { ...mail, tries: mail.tries + 1 }, minute)).toBe(false);
    await clock.wind({ seconds: 50 });
    expect(await claimMails(database.write, 5, minute)).toEqual([]);
  });

  it('ignores what an older claim says about a mail that another node holds by now', async () => {
    const { database, clock } = await open();
    await queue(database, 'mail');
    const older = await claimOne(database);
    await clock.wind({ seconds: 61 });
    const newer = await claimOne(database);
    expect(await markMailFailed(database.write, older, 'refused')).toBe(0);
    expect(await postponeMail(database.write, older, 1000, 'deferred')).toBe(0);
    expect(await postponeMail(database.write, newer, 1000, 'deferred')).toBe(1);
  });

  it('takes a mail for sent whoever sent it, and wipes it', async () => {
    const { database, clock } = await open();
    await queue(database, 'mail');
    const older = await claimOne(database);
    await clock.wind({ seconds: 61 });
    const newer = await claimOne(database);
    expect(await markMailSent(database.write, older.id)).toBe(1);
    expect(await postponeMail(database.write, newer, 1000, 'interrupted')).toBe(0);
    const [row] = await rowsOf(database);
    expect(row).toMatchObject({ sealed_message: null, next_try_at: null, failed_at: null, last_error: null });
    expect(row?.sent_at).toBeGreaterThan(0);
  });

  it('wipes a mail that is given up, and keeps the reason', async () => {
    const { database } = await open();
    await queue(database, 'mail');
    await markMailFailed(database.write, await claimOne(database), 'refused: 550');
    const [row] = await rowsOf(database);
    expect(row).toMatchObject({ sealed_message: null, next_try_at: null, sent_at: null, last_error: 'refused: 550' });
    expect(await claimMails(database.write, 5, minute)).toEqual([]);
  });

  it('brings forward the mails that wait for the mail server, and no others', async () => {
    const { database } = await open();
    await queue(database, 'a', 'b');
    const [a, b] = await claimMails(database.write, 2, minute);
    if (a === undefined || b === undefined) throw new Error('two mails were queued');
    await postponeMail(database.write, a, 3_600_000, 'unreachable: ECONNREFUSED');
    await postponeMail(database.write, b, 3_600_000, 'deferred: 451');
    expect(await hasUnreachableMails(database.read)).toBe(true);
    expect(await releaseUnreachableMails(database.write)).toBe(1);
    expect(await hasUnreachableMails(database.read)).toBe(false);
    expect((await claimMails(database.write, 5, minute)).map((mail) => mail.id)).toEqual([a.id]);
  });

  it('counts what waits, for how long, and what failed within a day', async () => {
    const { database, clock } = await open();
    expect(await countMails(database.read)).toEqual({ waiting: 0, failed: 0, oldestSeconds: null });
    await queue(database, 'a');
    await clock.wind({ seconds: 100 });
    await queue(database, 'b');
    const counts = await countMails(database.read);
    expect(counts).toMatchObject({ waiting: 2, failed: 0 });
    expect(counts.oldestSeconds).toBeGreaterThanOrEqual(100);
    expect(counts.oldestSeconds).toBeLessThan(110);
    await markMailFailed(database.write, await claimOne(database), 'refused');
    expect(await countMails(database.read)).toMatchObject({ waiting: 1, failed: 1 });
    await clock.wind({ seconds: 86_401 });
    expect(await countMails(database.read)).toMatchObject({ waiting: 1, failed: 0 });
  });

  it('forgets sent mails after a week and failed ones after a month; those that wait stay', async () => {
    const { database, clock } = await open();
    await queue(database, 'failed', 'sent', 'waiting');
    for (const mail of await claimMails(database.write, 3, minute)) {
      if (mail.id === 'sent') await markMailSent(database.write, mail.id);
      if (mail.id === 'failed') await markMailFailed(database.write, mail, 'refused');
    }
    await clock.wind({ seconds: 6 * 86_400 });
    expect(await deleteOldMails(database.write)).toBe(0);
    await clock.wind({ seconds: 2 * 86_400 });
    expect(await deleteOldMails(database.write)).toBe(1);
    await clock.wind({ seconds: 23 * 86_400 });
    expect(await deleteOldMails(database.write)).toBe(1);
    expect((await rowsOf(database)).map((row) => row.id)).toEqual(['waiting']);
  });
});
