import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#platform/database/database.ts';
import { type MailServer, openMailServer } from '#test/mail-server.ts';
import { hasRedis } from '#test/servers/start-redis.ts';
import type { InstalledNode } from './run-node.ts';
import { type Cluster, startNodes } from './start-nodes.ts';
import { startOneNode } from './start-one-node.ts';

/** What a campaign runs on: one or more nodes of a service, with everything that they need, and a mail server that takes their mails. */
export type Installation = {
  /** As the summary names it. */
  readonly on: 'one node, SQLite' | 'two nodes, PostgreSQL and Redis' | 'two nodes, PostgreSQL';
  readonly nodes: readonly InstalledNode[];
  readonly secretKey: string;
  /** For files of the campaign, removed with everything else. */
  readonly directory: string;
  /** Opened beside the nodes, on a way that no fault concerns. */
  readonly database: Database;
  readonly mail: MailServer;
  /** PostgreSQL, Redis and the ways to them; null on SQLite. */
  readonly cluster: Cluster | null;
  remove(): Promise<void>;
};

export type InstallationOptions = {
  /** Of every node, beside those of every campaign. */
  settings?: Readonly<Record<string, string>>;
};

/** Wrong guesses that a campaign's guesser may make before it is told to wait: the service's own default. */
export const guessLimit = 10;

const settingsOf = ({ url }: MailServer, { settings = {} }: InstallationOptions): Record<string, string> => ({
  MAIL: 'on',
  SMTP_URL: url,
  MAIL_FROM: 'Portress <no-reply@example.com>',
  EMAIL_VERIFICATION: 'optional',
  SIGN_IN_FAILURES_PER_15_MINUTES: String(guessLimit),
  // Everything comes from one address here.
  REFRESHES_PER_MINUTE: '0',
  SIGN_UPS_PER_HOUR: '0',
  MAILS_PER_HOUR: '0',
  ...settings,
});

export async function installOneNode(options: InstallationOptions = {}): Promise<Installation> {
  const mail = await openMailServer();
  const directory = mkdtempSync(join(tmpdir(), 'portress-campaign-'));
  const one = await startOneNode(directory, settingsOf(mail, options));
  return {
    on: 'one node, SQLite',
    nodes: [one.node],
    secretKey: one.secretKey,
    directory,
    database: one.database,
    mail,
    cluster: null,
    remove: async () => {
      await one.stop();
      await mail.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Without Redis where the machine has none, and the summary says so. */
export async function installTwoNodes(options: InstallationOptions = {}): Promise<Installation> {
  const mail = await openMailServer();
  const cluster = await startNodes({ settings: settingsOf(mail, options), withRedis: hasRedis() });
  const { nodes, secretKey, directory, database } = cluster;
  return {
    on: cluster.redis === null ? 'two nodes, PostgreSQL' : 'two nodes, PostgreSQL and Redis',
    nodes,
    secretKey,
    directory,
    database,
    mail,
    cluster,
    remove: async () => {
      await cluster.remove();
      await mail.stop();
    },
  };
}
