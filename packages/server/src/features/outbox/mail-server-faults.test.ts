import { expect, it } from 'vitest';
import type { MailTransport } from '#platform/mail/mail-transport.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { firstRow, givenOutbox, tried, until, url, verify } from '#test/given-outbox.ts';
import { headerOf } from '#test/mail-server.ts';
import { retryWaits } from './retry-waits.ts';

describeOnEveryDatabase('the outbox and a mail server in trouble (fault 16)', (open) => {
  it('waits longer from try to try while the mail server is down, and gives up after a day', async () => {
    const one = await givenOutbox(open());
    await one.server.stop();
    await one.queue({
      ...verify,
      kind: 'sign_up_attempted',
      signInLink: `${url}/sign-in`,
      resetLink: `${url}/x`,
    });
    let tries = 0;
    for (const wait of [...retryWaits, retryWaits.at(-1) ?? 0]) {
      tries += 1;
      await tried(one, tries);
      const row = await firstRow(one);
      expect(row.last_error).toBe('unreachable: ECONNREFUSED');
      expect(row.wait_ms).toBeLessThanOrEqual(wait * 1000);
      expect(row.wait_ms).toBeGreaterThan(wait * 1000 - 3000);
      if (wait > 60) {
        await one.later(wait - 30);
        await new Promise((resolve) => setTimeout(resolve, 30));
        expect((await firstRow(one)).tries).toBe(tries);
        await one.later(30);
      } else await one.later(wait);
    }
    await tried(one, tries + 1);
    const row = await firstRow(one);
    expect(row.failed_at).not.toBeNull();
    expect(row.sealed_message).toBeNull();
    expect(await one.outbox.health()).toMatchObject({ waiting: 0, failed: 1 });
    await one.server.start();
  });

  it('sends at once what waited for the mail server when one mail gets through again', async () => {
    const one = await givenOutbox(open());
    await one.server.stop();
    await one.queue(verify, { ...verify, to: 'second@example.com' });
    await tried(one, 1);
    for (const wait of [5, 15, 60]) {
      const { tries } = await firstRow(one);
      await one.later(wait);
      await tried(one, tries + 1);
    }
    await one.server.start();
    await one.queue({ ...verify, to: 'third@example.com' });
    await until(() => one.server.received.length === 3, 'all three arrive');
    expect(new Set(one.server.received.flatMap((mail) => mail.recipients)).size).toBe(3);
  });

  it('finds out by itself that the mail server is back', async () => {
    const one = await givenOutbox(open());
    one.start({ pace: { pollMs: 100, probeMs: 200, sweepMs: 100_000 } });
    await one.server.stop();
    await one.queue(verify);
    await tried(one, 1);
    for (const wait of [5, 15, 60]) {
      const { tries } = await firstRow(one);
      await one.later(wait);
      await tried(one, tries + 1);
    }
    expect((await firstRow(one)).wait_ms).toBeGreaterThan(250_000);
    await one.server.start();
    await until(() => one.server.received.length === 1, 'it arrives');
  });

  it('sends at most one duplicate, under the same Message-ID, when the server takes a mail and hangs up', async () => {
    const one = await givenOutbox(open());
    one.server.mood = 'drop';
    await one.queue(verify);
    await tried(one, 1);
    expect((await firstRow(one)).last_error).toMatch(/^interrupted/);
    one.server.mood = 'accept';
    await one.later(5);
    await tried(one, 2);
    await one.later(3600);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(one.server.received).toHaveLength(2);
    const [first, second] = one.server.received.map((mail) => headerOf(mail, 'message-id'));
    expect(first).toEqual(second);
  });

  it('M8, P11: sends a mail again whose node died in the middle', async () => {
    const neverEnds: MailTransport = { send: () => new Promise(() => {}), verify: async () => {}, close: () => {} };
    const one = await givenOutbox(open(), { mailTransport: neverEnds, isLeftBehind: true });
    await one.queue(verify);
    await until(async () => (await firstRow(one)).tries === 1, 'it is claimed');
    await one.clock.wind({ seconds: 61 });
    one.start().wake();
    await until(() => one.server.received.length === 1, 'the other node sends it');
  });
});
