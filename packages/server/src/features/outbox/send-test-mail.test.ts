import { afterEach, describe, expect, it } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { headerOf, type MailServer, openMailServer } from '#test/mail-server.ts';
import { sendTestMail } from './send-test-mail.ts';

const open: (MailServer | { stop(): Promise<void> })[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

async function given() {
  const server = await openMailServer();
  const test: TestDatabase = await openTestDatabase('sqlite');
  open.push(server, { stop: test.close });
  const config = {
    mail: 'smtp' as const,
    smtpUrl: server.url,
    mailFrom: 'Portress <no-reply@app.example>',
    publicUrl: 'https://app.example',
    product: { name: 'Porter’s\r\nLodge', accent: null, logo: null, supportEmail: null },
  };
  return { server, context: { config, database: test.database, secrets: createSecrets(['x'.repeat(40)]) } };
}

describe('a test mail', () => {
  it('arrives, and the words of the mail server are told', async () => {
    const { server, context } = await given();
    const result = await sendTestMail(context, 'me@example.com');
    expect(result).toMatchObject({ isSent: true, answer: expect.stringMatching(/^250/) });
    const [mail] = server.received;
    expect(mail?.recipients).toEqual(['me@example.com']);
    expect(mail && headerOf(mail, 'subject')).toHaveLength(1);
  });

  it('tells why it did not arrive, in the words of the mail server', async () => {
    const { server, context } = await given();
    server.mood = 'refuse';
    const result = await sendTestMail(context, 'me@example.com');
    expect(result).toMatchObject({
      isSent: false,
      answer: expect.stringContaining('<me@example.com> has no mailbox here'),
    });
  });

  it('M2: goes to one address only', async () => {
    const { server, context } = await given();
    const result = await sendTestMail(context, 'me@example.com, you@example.com');
    expect(result).toMatchObject({ isSent: false, reason: expect.stringContaining('exactly one address') });
    expect(server.received).toEqual([]);
  });
});
