import { afterEach, describe, expect, it } from 'vitest';
import { headerOf, type MailServer, openMailServer } from '#test/mail-server.ts';
import type { MailMessage } from './mail-message.ts';
import { MailNotSent } from './mail-not-sent.ts';
import { createMailTransport, type MailTimeouts, type MailTransport } from './mail-transport.ts';

const message: MailMessage = {
  to: 'person@example.com',
  subject: 'Підтвердьте адресу',
  text: 'plain words',
  html: '<p>words</p>',
  messageId: '<one@example.com>',
};
const mailFrom = 'Acme, Inc. <no-reply@example.com>';
const impatient: MailTimeouts = { connectSeconds: 1, greetingSeconds: 1, silenceSeconds: 1, wholeSeconds: 5 };

const open: { stop(): Promise<void> | void }[] = [];
const given = async (...options: Parameters<typeof openMailServer>): Promise<MailServer> => {
  const server = await openMailServer(...options);
  open.push(server);
  return server;
};
const transportTo = (smtpUrl: string, timeouts?: MailTimeouts): MailTransport => {
  const transport = createMailTransport({ smtpUrl, mailFrom }, timeouts);
  open.push({ stop: () => transport.close() });
  return transport;
};
const failureOf = async (sending: Promise<unknown>): Promise<MailNotSent> => {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MailNotSent);
  return error as MailNotSent;
};
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

describe('mail by SMTP', () => {
  it('hands over one mail with text and HTML, to one recipient', async () => {
    const server = await given();
    await transportTo(server.url).send(message);
    const [mail] = server.received;
    expect(mail?.recipients).toEqual(['person@example.com']);
    expect(mail?.from).toBe('no-reply@example.com');
    expect(mail && headerOf(mail, 'message-id')).toEqual(['Message-ID: <one@example.com>']);
    expect(mail && headerOf(mail, 'auto-submitted')).toHaveLength(1);
    expect(mail && headerOf(mail, 'from')).toEqual(['From: "Acme, Inc." <no-reply@example.com>']);
    expect(mail && headerOf(mail, 'to')).toEqual(['To: person@example.com']);
    expect(mail?.body).toContain('plain words');
    expect(mail?.body).toContain('<p>words</p>');
  });

  it('M2: a line break in recipient or subject reaches no mail server', async () => {
    const server = await given();
    const transport = transportTo(server.url);
    await expect(transport.send({ ...message, to: 'a@example.com\r\nRCPT TO:<b@example.com>' })).rejects.toThrow(
      'recipient',
    );
    await expect(transport.send({ ...message, subject: 'x\r\nBcc: b@example.com' })).rejects.toThrow('subject');
    expect(server.received).toEqual([]);
  });

  it('M2: signs of header syntax in a subject stay in the subject', async () => {
    const server = await given();
    await transportTo(server.url).send({ ...message, subject: '=?utf-8?Q?=0D=0ABcc:_b@example.com?= "x", <y>' });
    const [mail] = server.received;
    expect(mail && headerOf(mail, 'bcc')).toEqual([]);
    expect(mail && headerOf(mail, 'subject')).toHaveLength(1);
    expect(mail?.recipients).toEqual(['person@example.com']);
  });

  it('is refused for good when the server knows no such mailbox, and repeats no address in its reason', async () => {
    const server = await given();
    server.mood = 'refuse';
    const failure = await failureOf(transportTo(server.url).send(message));
    expect(failure.failure).toBe('refused');
    expect(failure.message).toContain('550 5.1.1');
    expect(failure.message).not.toContain('person');
    expect(failure.answer).toContain('person@example.com');
  });

  it.each(['defer', 'sender-refused'] as const)('may pass later when the server says %s', async (mood) => {
    const server = await given();
    server.mood = mood;
    expect((await failureOf(transportTo(server.url).send(message))).failure).toBe('deferred');
  });

  it('is unreachable when nobody listens', async () => {
    const server = await given();
    await server.stop();
    const failure = await failureOf(transportTo(server.url).send(message));
    expect(failure.message).toBe('unreachable: ECONNREFUSED');
    await expect(transportTo(server.url).verify()).rejects.toBeInstanceOf(MailNotSent);
  });

  it('is interrupted, and not tried again by itself, when the server hangs up over the content', async () => {
    const server = await given();
    server.mood = 'drop';
    expect((await failureOf(transportTo(server.url).send(message))).failure).toBe('interrupted');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(server.received).toHaveLength(1);
  });

  it('waits no longer for a server that says nothing', async () => {
    const server = await given({ onConnect: () => {} });
    const failure = await failureOf(transportTo(server.url, impatient).send(message));
    expect(failure.failure).toBe('unreachable');
  });

  it('uses STARTTLS where it is offered', async () => {
    let isEncrypted: boolean | undefined;
    const server = await given({
      disabledCommands: [],
      onMailFrom: (_address, session, done) => {
        isEncrypted = Boolean(session.secure);
        done();
      },
    });
    await transportTo(server.url).send(message);
    expect(isEncrypted).toBe(true);
  });

  it('sends nothing to a server with a certificate that nobody vouches for', async () => {
    const server = await given({ secure: true });
    const failure = await failureOf(transportTo(server.url.replace('smtp:', 'smtps:')).send(message));
    expect(failure.failure).toBe('unreachable');
    expect(server.received).toEqual([]);
  });

  it('signs in where SMTP_URL says so, and tells a wrong password apart from a refused mail', async () => {
    const server = await given({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.password === 'right: secret' ? done(null, { user: auth.username }) : done(new Error('no')),
    });
    const withPassword = (password: string): string =>
      server.url.replace('smtp://', `smtp://me:${encodeURIComponent(password)}@`);
    await transportTo(withPassword('right: secret')).send(message);
    expect(server.received).toHaveLength(1);
    const failure = await failureOf(transportTo(withPassword('wrong')).send(message));
    expect(failure.failure).toBe('unreachable');
    expect(failure.message).not.toContain('wrong');
  });

  it('gives no password to a server beyond this machine that offers no TLS', async () => {
    const seen: string[] = [];
    const server = await given({
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => {
        seen.push(String(auth.password));
        done(null, { user: 'me' });
      },
    });
    // Linux takes 0.0.0.0 for itself, but it is no address that is known to stay on this machine.
    const failure = await failureOf(
      transportTo(server.url.replace('//127.0.0.1', '//me:secret@0.0.0.0')).send(message),
    );
    expect(failure.failure).toBe('unreachable');
    expect(failure.reason).not.toBe('ECONNREFUSED');
    expect(seen).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('names the setting that cannot be read', () => {
    expect(() => createMailTransport({ smtpUrl: 'smtp://', mailFrom })).toThrow(/^SMTP_URL/);
    expect(() => createMailTransport({ smtpUrl: 'smtp://mail.example', mailFrom: 'x' })).toThrow(/^MAIL_FROM/);
    expect(() => createMailTransport({ smtpUrl: null, mailFrom })).toThrow(/^SMTP_URL/);
  });
});
