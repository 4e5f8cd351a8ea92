import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { messageOf } from '#platform/message-of.ts';
import type { Config } from '#server/config.ts';
import { command } from './command.ts';
import type { Finding, Status } from './doctor/finding.ts';
import { inspectAddressSettings, inspectHealth } from './doctor/inspect-address.ts';
import { inspectAvatarRemoval, inspectAvatarStore } from './doctor/inspect-avatars.ts';
import { inspectBackups } from './doctor/inspect-backups.ts';
import { inspectDataDirectory } from './doctor/inspect-data-directory.ts';
import { inspectDatabase } from './doctor/inspect-database.ts';
import { inspectKeys } from './doctor/inspect-keys.ts';
import { inspectMailServer, inspectOutbox, inspectSending } from './doctor/inspect-mail.ts';
import { inspectCookiePath, inspectForwarding } from './doctor/inspect-proxy.ts';
import { inspectRedis } from './doctor/inspect-redis.ts';
import { inspectSecret, inspectSettings } from './doctor/inspect-settings.ts';

export const doctor = command({
  about: `Looks for what is wrong, line by line: settings, secret, data directory, database, migrations, signing keys, backups, Redis,
web address and cookies, proxy headers, pictures, mail. Run it with the settings of the service, and as the same user.

Of a running service it asks three things at PUBLIC_URL: its health, a sign-out of a session that does not exist (do cookies
come through?) and a sign-in that must fail (which address does the service see?), which leaves one audit event. It follows no
redirect and asks no other host but the database, Redis, the store of pictures and the mail server. Exit code 1 if anything is at fault.`,
  operands: [],
  options: {
    'send-test': { value: 'TO', about: 'send a mail to this address and print what the mail server answers' },
  },
  examples: [
    ['doctor', 'look at everything'],
    ['doctor --send-test ada@example.com', 'and send a mail'],
  ],
  run: async ({ values }) => {
    const findings = await inspectEverything(values['send-test'] ?? null);
    const hasFault = findings.some(({ status }) => status === 'fault');
    return { text: formatFindings(findings), json: { checks: findings }, exitCode: hasFault ? 1 : 0 };
  },
});

async function inspectEverything(testAddress: string | null): Promise<Finding[]> {
  const settings = inspectSettings();
  const { config } = settings;
  if (config === null) return settings.findings;
  const secret = inspectSecret(config);
  const database = await inspectDatabase(config);
  try {
    const opened = { config, secrets: secret.secrets, database: database.database };
    return [
      ...settings.findings,
      ...secret.findings,
      ...inspectDataDirectory(config),
      ...database.findings,
      ...(isComplete(opened) ? await inspectKeys(opened) : []),
      ...(isComplete(opened) ? await inspectBackups(opened) : []),
      ...(await inspectRedis(config)),
      ...inspectAddressSettings(config),
      ...(await inspectWayToService(opened)),
      await inspectAvatarStore(config),
      ...(isComplete(opened) ? await inspectAvatarRemoval(opened) : []),
      await inspectMailServer(config),
      ...(isComplete(opened) ? [await inspectOutbox(opened)] : []),
      ...(testAddress === null ? [] : [await inspectTestMail(opened, testAddress)]),
    ];
  } finally {
    await database.database?.close();
  }
}

type Opened = { config: Config; secrets: Secrets | null; database: Database | null };
type Complete = { config: Config; secrets: Secrets; database: Database };

const isComplete = (opened: Opened): opened is Complete => opened.secrets !== null && opened.database !== null;

async function inspectWayToService(opened: Opened): Promise<Finding[]> {
  const { findings, isReached } = await inspectHealth(opened.config);
  if (!isReached || !isComplete(opened)) return findings;
  try {
    return [...findings, ...(await inspectCookiePath(opened)), ...(await inspectForwarding(opened))];
  } catch (error) {
    const message = `the service stopped answering: ${messageOf(error)}`;
    return [...findings, { name: 'proxy', status: 'fault', message, advice: 'Look at its log, and ask again.' }];
  }
}

const inspectTestMail = (opened: Opened, to: string): Promise<Finding> | Finding =>
  isComplete(opened)
    ? inspectSending(opened, to)
    : {
        name: 'test mail',
        status: 'fault',
        message: `not sent to ${to}: there is no database with this version's tables yet`,
        advice: 'Start the service once, or run `portress migrate`.',
      };

const marks: Record<Status, string> = { ok: 'ok     ', warning: 'warning', fault: 'FAULT  ' };

function formatFindings(findings: readonly Finding[]): string {
  const lines = findings.map(({ name, status, message, advice }) => {
    const line = `${marks[status]}  ${name}: ${message}`;
    return advice === null ? line : `${line}\n         → ${advice}`;
  });
  const count = (status: Status): number => findings.filter((finding) => finding.status === status).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  return `${lines.join('\n')}\n\n${faults === 0 ? 'No fault' : faults === 1 ? '1 fault' : `${faults} faults`}, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}.`;
}
