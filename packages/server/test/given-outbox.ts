import { onTestFinished } from 'vitest';
import type { Mail } from '#features/outbox/mail.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { type Outbox, type Pace, startOutbox } from '#features/outbox/start-outbox.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { statement } from '#platform/database/statement.ts';
import { createLog } from '#platform/log.ts';
import type { MailTransport } from '#platform/mail/mail-transport.ts';
import type { TestDatabase } from './every-database.ts';
import { type MailServer, openMailServer } from './mail-server.ts';

export type OutboxRow = {
  id: string;
  sealed_message: Uint8Array | null;
  tries: number;
  wait_ms: number | null;
  claimed_until: number | null;
  sent_at: number | null;
  failed_at: number | null;
  last_error: string | null;
};
const all = statement<Record<never, never>, OutboxRow>(
  'test.outbox_rows',
  'SELECT outbox.*, next_try_at - now_ms() AS wait_ms FROM outbox ORDER BY created_at, id',
);

export const url = 'https://app.example';
export const token = 'kT3v9Qm2ZrXb7nLd0sWyH5cJf8aGpEuV1iOoM4xqBtR';
export const code = '40718362';
export const address = 'olena.person@example.com';
export const verify = {
  kind: 'verify_email',
  accountId: null,
  to: address,
  locale: 'en',
  link: `${url}/verify-email#token=${token}`,
  code,
} satisfies Mail;
const secret = 'a-secret-for-tests-only-0123456789-abcdefghij';

export type GivenOutbox = TestDatabase & {
  server: MailServer;
  outbox: Outbox;
  logged(): string;
  rows(): Promise<OutboxRow[]>;
  queue(...mails: Mail[]): Promise<void>;
  /** Winds the clock and tries what is due. */
  later(seconds: number): Promise<void>;
  /** A further node on the same database. */
  start(more?: {
    secretKey?: string;
    mailTransport?: MailTransport;
    pace?: Pace;
    /** A node that hangs and never comes back: it is not stopped after the test. */
    isLeftBehind?: boolean;
  }): Outbox;
};

export async function givenOutbox(
  opening: Promise<TestDatabase>,
  more: Parameters<GivenOutbox['start']>[0] = {},
): Promise<GivenOutbox> {
  const test = await opening;
  const { database, clock } = test;
  const server = await openMailServer();
  onTestFinished(() => server.stop());
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => lines.push(line) });
  const secrets = createSecrets([secret]);
  const start: GivenOutbox['start'] = ({ secretKey = secret, mailTransport, pace, isLeftBehind = false } = {}) => {
    const outbox = startOutbox(
      {
        config: {
          mail: 'smtp',
          smtpUrl: server.url,
          mailFrom: 'Portress <no-reply@app.example>',
          publicUrl: url,
          product: { name: 'Portress', accent: null, logo: null, supportEmail: null },
        },
        database,
        log,
        secrets: createSecrets([secretKey]),
        ...(mailTransport && { mailTransport }),
      },
      pace,
    );
    if (!isLeftBehind) onTestFinished(() => outbox.stop());
    return outbox;
  };
  const outbox = start(more);
  return {
    ...test,
    server,
    outbox,
    start,
    logged: () => lines.join(''),
    rows: () => database.read.all(all, {}),
    queue: async (...mails) => {
      await database.transaction(async (transaction) => {
        for (const mail of mails) await queueMail({ secrets }, transaction, mail);
      });
      outbox.wake();
    },
    later: async (seconds) => {
      await clock.wind({ seconds });
      outbox.wake();
    },
  };
}

export const until = async (isSo: () => Promise<boolean> | boolean, what: string): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never: ${what}`);
};
/** Until the nth try has come to an end. */
export const tried = (one: GivenOutbox, tries: number): Promise<void> =>
  until(
    async () => (await one.rows()).every((row) => row.tries === tries && row.claimed_until === null),
    `${tries} tries`,
  );
export const firstRow = async (one: GivenOutbox): Promise<OutboxRow> => {
  const [row] = await one.rows();
  if (row === undefined) throw new Error('no mail is queued');
  return row;
};
