import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openCommandLine } from '#test/command-line.ts';
import { openMailServer } from '#test/mail-server.ts';
import type { Finding } from './finding.ts';

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of servers.splice(0)) await one.stop();
});

async function givenMailServer(options?: Parameters<typeof openMailServer>[0]) {
  const server = await openMailServer(options);
  servers.push(server);
  return server;
}

async function examineMail(
  settings: Record<string, string>,
  more = '',
): Promise<{ findings: Finding[]; exitCode: number }> {
  const line = openCommandLine({ MAIL_FROM: 'Portress <no-reply@app.example>', ...settings });
  await line.run('migrate');
  const { checks, exitCode } = await line.json<{ checks: Finding[] }>(`doctor${more}`);
  return { findings: checks.filter(({ name }) => name === 'mail' || name === 'test mail'), exitCode };
}

describe('doctor on mail', () => {
  it('tries the mail server without sending, and sends only when asked, telling its answer', async () => {
    const server = await givenMailServer();
    const { findings } = await examineMail({ SMTP_URL: server.url });
    expect(findings).toMatchObject([{ name: 'mail', status: 'ok' }]);
    expect(server.received).toEqual([]);

    const sent = await examineMail({ SMTP_URL: server.url }, ' --send-test me@example.com');
    expect(sent.exitCode).toBe(0);
    expect(sent.findings[1]).toMatchObject({
      name: 'test mail',
      status: 'ok',
      message: expect.stringMatching(/: 250 /),
    });
    expect(server.received.map(({ recipients }) => recipients)).toEqual([['me@example.com']]);
  });

  it('tells a refused recipient in the words of the server, and how to do without mail', async () => {
    const server = await givenMailServer();
    server.mood = 'refuse';
    const { findings, exitCode } = await examineMail({ SMTP_URL: server.url }, ' --send-test me@example.com');
    expect(exitCode).toBe(1);
    expect(findings[1]).toMatchObject({
      status: 'fault',
      message: expect.stringContaining('has no mailbox here'),
      advice: expect.stringContaining('portress accounts reset-link'),
    });
  });

  it('tells a wrong password of the mail server, without repeating it', async () => {
    const server = await givenMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_given, _session, done) => done(new Error('5.7.8 no such user')),
    });
    const { findings, exitCode } = await examineMail({ SMTP_URL: server.url.replace('//', '//ada:hunter2hunter2@') });
    expect(exitCode).toBe(1);
    expect(findings[0]).toMatchObject({ status: 'fault', message: expect.stringMatching(/EAUTH|535/) });
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('tells a mail server that is away, and one that never says a word', async () => {
    const away = await examineMail({ SMTP_URL: 'smtp://127.0.0.1:1' });
    expect(away.findings[0]).toMatchObject({ status: 'fault', message: expect.stringContaining('ECONNREFUSED') });
    const mute = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    servers.push({ stop: () => new Promise((resolve) => mute.close(() => resolve())) });
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { findings } = await examineMail({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    expect(findings[0]).toMatchObject({ status: 'fault' });
  });

  it.each([
    [{ SMTP_URL: 'smtp://mail.example?tls=off' }, 'SMTP_URL'],
    [{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@example.com, b@example.com' }, 'MAIL_FROM'],
  ])('names the setting that cannot be read: %o', async (settings, setting) => {
    const { findings, exitCode } = await examineMail(settings);
    expect(exitCode).toBe(1);
    expect(findings[0]).toMatchObject({ status: 'fault', message: expect.stringContaining(setting) });
  });

  it('says what MAIL=off means, and refuses to pretend that a mail was sent', async () => {
    const { findings, exitCode } = await examineMail({ MAIL: 'off' }, ' --send-test me@example.com');
    expect(exitCode).toBe(1);
    expect(findings).toMatchObject([
      { name: 'mail', status: 'warning', advice: expect.stringContaining('portress accounts verify') },
      { name: 'test mail', status: 'fault' },
    ]);
  });
});
