import { expect, it } from 'vitest';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import {
  address,
  code,
  firstRow,
  givenOutbox,
  type OutboxRow,
  token,
  tried,
  until,
  verify,
} from '#test/given-outbox.ts';

const unfolded = (body: string): string => body.replace(/=\r\n/g, '').replace(/=3D/g, '=');

describeOnEveryDatabase('the outbox', (open) => {
  it('sends a mail soon after the commit, and wipes it', async () => {
    const one = await givenOutbox(open());
    await one.queue(verify);
    await until(() => one.server.received.length === 1, 'the mail arrives');
    await tried(one, 1);
    const [mail] = one.server.received;
    expect(mail?.recipients).toEqual([address]);
    expect(unfolded(mail?.body ?? '')).toContain(verify.link);
    expect(mail?.body).toContain(code);
    expect(await firstRow(one)).toMatchObject({ sealed_message: null, last_error: null, failed_at: null });
    expect((await firstRow(one)).sent_at).not.toBeNull();
    expect(await one.outbox.health()).toEqual({ waiting: 0, failed: 0, oldestSeconds: null });
  });

  it('sends many mails from several nodes, each of them once', async () => {
    const one = await givenOutbox(open());
    const nodes = [one.outbox, one.start(), one.start()];
    const people = Array.from({ length: 200 }, (_, index) => `person${index}@example.com`);
    await one.queue(...people.map((to) => ({ ...verify, to })));
    for (const node of nodes) node.wake();
    await until(async () => (await one.outbox.health()).waiting === 0, 'all are sent');
    expect(one.server.received.flatMap((mail) => mail.recipients).sort()).toEqual(people.sort());
  });

  it('C13: keeps no live link or code in clear, waiting or sent', async () => {
    const one = await givenOutbox(open());
    one.server.mood = 'defer';
    await one.queue(verify);
    await tried(one, 1);
    const dump = (rows: OutboxRow[]): string =>
      rows.map((row) => `${JSON.stringify(row)}${Buffer.from(row.sealed_message ?? []).toString('latin1')}`).join();
    const waiting = await one.rows();
    expect(waiting[0]?.sealed_message).not.toBeNull();
    for (const secretPart of [token, code, address]) expect(dump(waiting)).not.toContain(secretPart);
    one.server.mood = 'accept';
    await one.later(5);
    await tried(one, 2);
    for (const secretPart of [token, code, address]) expect(dump(await one.rows())).not.toContain(secretPart);
  });

  it('N2: logs what becomes of a mail without its address, link or code', async () => {
    const one = await givenOutbox(open());
    const lines = (): number => one.logged().split('"msg":"mail ').length;
    for (const mood of ['defer', 'drop', 'accept'] as const) {
      const before = lines();
      one.server.mood = mood;
      await one.later(600);
      await one.queue({ ...verify, locale: 'uk' });
      await until(() => lines() > before, 'it is logged');
    }
    one.server.mood = 'refuse';
    await one.queue(verify);
    await until(() => one.logged().includes('mail given up'), 'it is given up');
    expect(one.logged()).toContain('mail put off');
    for (const secretPart of [token, code, address, 'person@']) expect(one.logged()).not.toContain(secretPart);
    for (const row of await one.rows()) expect(row.last_error ?? '').not.toContain('person');
  });

  it('tries again after 4xx', async () => {
    const one = await givenOutbox(open());
    one.server.mood = 'defer';
    await one.queue(verify);
    await tried(one, 1);
    expect((await firstRow(one)).last_error).toMatch(/^deferred: 451 4\.7\.1/);
    one.server.mood = 'accept';
    await one.later(5);
    await until(() => one.server.received.length === 1, 'it arrives');
  });

  it('gives up at once after 5xx for the recipient', async () => {
    const one = await givenOutbox(open());
    one.server.mood = 'refuse';
    await one.queue(verify);
    await until(async () => (await firstRow(one)).failed_at !== null, 'it is given up');
    expect(await firstRow(one)).toMatchObject({ tries: 1, sealed_message: null });
    expect((await firstRow(one)).last_error).toMatch(/^refused: 550 5\.1\.1/);
  });

  it('lets a mail wait for a node that knows the SECRET_KEY it was sealed with, and then gives it up with the reason', async () => {
    const one = await givenOutbox(open(), { secretKey: 'another-secret-for-tests-0123456789-abcdefghij' });
    await one.queue(verify);
    await tried(one, 1);
    expect(await firstRow(one)).toMatchObject({
      failed_at: null,
      last_error: 'sealed with a SECRET_KEY that is not set',
    });
    await one.later(86_400);
    await until(async () => (await firstRow(one)).failed_at !== null, 'it is given up');
    expect((await firstRow(one)).last_error).toBe('sealed with a SECRET_KEY that is not set');
    expect(one.server.received).toEqual([]);
  });

  it('does not send a link that has died while waiting', async () => {
    const one = await givenOutbox(open());
    await one.server.stop();
    await one.queue({ ...verify, kind: 'reset_password' });
    await tried(one, 1);
    await one.server.start();
    await one.later(3601);
    await until(async () => (await firstRow(one)).failed_at !== null, 'it is given up');
    expect((await firstRow(one)).last_error).toContain('expired');
    expect(one.server.received).toEqual([]);
  });

  it('M2: gives up a mail whose recipient is not one address', async () => {
    const one = await givenOutbox(open());
    await one.queue({ ...verify, to: 'a@example.com\r\nBcc: b@example.com' });
    await until(async () => (await firstRow(one)).failed_at !== null, 'it is given up');
    expect((await firstRow(one)).last_error).toContain('recipient');
    expect(one.server.received).toEqual([]);
  });

  it('finishes the mail under way when it stops, and begins no other', async () => {
    const one = await givenOutbox(open());
    one.server.mood = 'hesitate';
    one.server.hesitateMs = 300;
    await one.queue(verify);
    await until(() => one.server.received.length === 1, 'the content is there');
    await one.outbox.stop();
    expect((await firstRow(one)).sent_at).not.toBeNull();
    await one.queue({ ...verify, to: 'late@example.com' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(one.server.received).toHaveLength(1);
    expect((await one.outbox.health()).waiting).toBe(1);
  });
});
