import { expect, it } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { silentLog } from '#platform/log.ts';
import type { MailTransport } from '#platform/mail/mail-transport.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { claimMs, type DeliveryContext, deliverMail } from './deliver-mail.ts';
import { queueMail } from './queue-mail.ts';
import { claimMails } from './store.ts';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function given(test: TestDatabase, send: MailTransport['send']) {
  const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
  const context: DeliveryContext = {
    config: {
      publicUrl: 'https://app.example',
      mailFrom: 'no-reply@app.example',
      product: { name: 'Portress', accent: null, logo: null, supportEmail: null },
    },
    database: test.database,
    secrets,
    log: silentLog,
    mailTransport: { send, verify: async () => {}, close: () => {} },
  };
  await test.database.transaction((transaction) =>
    queueMail({ secrets }, transaction, {
      kind: 'sign_up_attempted',
      accountId: null,
      to: 'person@example.com',
      locale: 'en',
      signInLink: 'https://app.example/sign-in',
      resetLink: 'https://app.example/forgotten-password',
    }),
  );
  const [claimed] = await claimMails(test.database.write, 1, claimMs);
  if (claimed === undefined) throw new Error('nothing to claim');
  return { context, claimed };
}

describeOnEveryDatabase('a delivery', (open) => {
  it('renews its claim as long as the mail server makes up its mind, so that nobody else sends the mail', async () => {
    const test = await open();
    let accept = (_answer: string): void => {};
    const slowly = new Promise<string>((resolve) => {
      accept = resolve;
    });
    const { context, claimed } = await given(test, () => slowly);
    const delivery = deliverMail(context, claimed, 20);
    for (let minutes = 0; minutes < 5; minutes += 1) {
      await test.clock.wind({ milliseconds: claimMs - 5000 });
      await pause(80);
      expect(await claimMails(test.database.write, 1, claimMs)).toEqual([]);
    }
    accept('250 ok');
    expect(await delivery).toBe('sent');
    await test.clock.wind({ seconds: 86_400 });
    expect(await claimMails(test.database.write, 1, claimMs)).toEqual([]);
  });

  it('writes down that a mail is sent although the database is away for a moment, and sends it once', async () => {
    const test = await open();
    let sends = 0;
    const { context, claimed } = await given(test, async () => {
      sends += 1;
      return '250 ok';
    });
    let failures = 2;
    const write: typeof test.database.write = {
      ...test.database.write,
      change: (statement, parameters) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('away')) : test.database.write.change(statement, parameters);
      },
    };
    expect(await deliverMail({ ...context, database: { ...test.database, write } }, claimed)).toBe('sent');
    await test.clock.wind({ seconds: 86_400 });
    expect(await claimMails(test.database.write, 1, claimMs)).toEqual([]);
    expect(sends).toBe(1);
  });

  it('puts a mail off after a fault of our own, without its words in the row', async () => {
    const test = await open();
    const { context, claimed } = await given(test, () =>
      Promise.reject(new TypeError('cannot read person@example.com')),
    );
    expect(await deliverMail(context, claimed)).toBeUndefined();
    await test.clock.wind({ seconds: 5 });
    expect((await claimMails(test.database.write, 1, claimMs))[0]?.tries).toBe(2);
  });
});
