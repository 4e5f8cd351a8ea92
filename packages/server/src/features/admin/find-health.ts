import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import { listSigningKeys } from '#features/access-tokens/store.ts';
import { judgeBackups } from '#features/backups/judge-backups.ts';
import { findBackupState } from '#features/backups/store.ts';
import type { Outbox } from '#features/outbox/start-outbox.ts';
import type { Database } from '#platform/database/database.ts';
import { isMailLate } from '#platform/http/health.ts';
import { type LoadWatch, strainedMilliseconds } from '#platform/http/load-watch.ts';
import type { HealthOnWire } from './service-contract.ts';

export type HealthContext = {
  database: Database;
  outbox: Pick<Outbox, 'health'>;
  load: LoadWatch;
  /** Null where none is set. */
  redis: { readonly status: 'ready' | 'degraded' } | null;
  nodes(): number;
  signingKeys: SigningKeys;
  version: string;
  config: { mail: 'smtp' | 'inbox' | 'off'; backup: { directory: string | null; schedule: string } };
};

/** How the node that answers is, for people: what `/readyz` says in a word, with the figures. */
export async function findHealth(context: HealthContext): Promise<HealthOnWire> {
  const { database, outbox, load, redis, nodes, signingKeys, version, config } = context;
  const askedAt = performance.now();
  await database.ping();
  const answerMilliseconds = Math.round((performance.now() - askedAt) * 100) / 100;
  const mail = await outbox.health();
  const { kid } = signingKeys.current();
  const key = (await listSigningKeys(database.read)).find((one) => one.kid === kid);
  const delay = load.delayMilliseconds();
  const isStrained = delay >= strainedMilliseconds;
  const backups = await findBackupState(database.read);
  const backup = judgeBackups(config.backup, backups);
  const isDegraded = isStrained || isMailLate(mail) || redis?.status === 'degraded' || backup === 'late';
  return {
    status: isDegraded ? 'degraded' : 'ready',
    version,
    uptime_seconds: Math.floor(process.uptime()),
    database: { kind: database.dialect, answer_milliseconds: answerMilliseconds },
    mail: {
      by: config.mail,
      status: isMailLate(mail) ? 'late' : 'ready',
      waiting: mail.waiting,
      failed_within_a_day: mail.failed,
      oldest_waiting_seconds: mail.oldestSeconds,
    },
    backup: { status: backup, age_seconds: ageOf(backups) },
    redis: { status: redis?.status ?? 'off', nodes: nodes() },
    load: { status: isStrained ? 'late' : 'ready', event_loop_delay_milliseconds: Math.round(delay) },
    signing_key: { kid, age_seconds: Math.floor((key?.age ?? 0) / 1000) },
  };
}

const ageOf = ({ succeeded_at: at, now }: { succeeded_at: number | null; now: number }): number | null =>
  at === null ? null : Math.max(0, Math.floor((now - at) / 1000));
