import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What the mail server does with a mail. `drop`: it takes the whole mail and hangs up instead of saying so. */
export type Mood = 'accept' | 'defer' | 'refuse' | 'drop' | 'hesitate' | 'sender-refused';

export type ReceivedMail = {
  from: string;
  recipients: string[];
  /** Unfolded header lines. */
  headers: string[];
  body: string;
};

export type MailServer = {
  url: string;
  received: ReceivedMail[];
  mood: Mood;
  /** How long `hesitate` waits before it says that it has taken the mail. */
  hesitateMs: number;
  /** Stops listening and hangs up; `start` comes back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

const answer = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** A real SMTP server on this machine, whose mood can be changed. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  let port = 0;
  let server = build();
  function build(): SMTPServer {
    return new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      closeTimeout: 100,
      onMailFrom: (_address, _session, done) =>
        done(opened.mood === 'sender-refused' ? answer(550, '5.7.1 Sender not allowed') : null),
      onRcptTo: (address, _session, done) => {
        if (opened.mood === 'refuse') return done(answer(550, `5.1.1 <${address.address}> has no mailbox here`));
        if (opened.mood === 'defer') return done(answer(451, `4.7.1 <${address.address}> is greylisted`));
        return done();
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
          opened.received.push({
            from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
            recipients: session.envelope.rcptTo.map((recipient) => recipient.address),
            headers: head.replace(/\r\n[ \t]+/g, ' ').split('\r\n'),
            body: rest.join('\r\n\r\n'),
          });
          if (opened.mood === 'drop') return hangUp();
          if (opened.mood === 'hesitate') return void setTimeout(done, opened.hesitateMs);
          return done();
        });
      },
      ...options,
    });
  }
  const hangUp = (): void => {
    for (const connection of server.connections as Set<{ _socket: Socket }>) connection._socket.destroy();
  };
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.on('error', reject);
      server.listen(port, '127.0.0.1', () => {
        port = (server.server.address() as AddressInfo).port;
        server.removeListener('error', reject);
        // Clients that vanish in the middle of a conversation are what is tested here.
        server.on('error', () => {});
        resolve();
      });
    });
  const opened: MailServer = {
    url: '',
    received: [],
    mood: 'accept',
    hesitateMs: 0,
    stop: () =>
      new Promise((resolve) => {
        hangUp();
        server.close(() => resolve());
      }),
    start: async () => {
      server = build();
      await listen();
    },
  };
  await listen();
  opened.url = `smtp://127.0.0.1:${port}`;
  return opened;
}

export const headerOf = (mail: ReceivedMail, name: string): string[] =>
  mail.headers.filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
