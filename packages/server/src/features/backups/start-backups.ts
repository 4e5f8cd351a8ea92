import type { BlobPlace } from '#platform/blobs/open-blob-store.ts';
import type { Clock } from '#platform/clock.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import type { Keep } from './choose-expired.ts';
import { listLastTimes } from './judge-backups.ts';
import { bytesOf } from './manifest.ts';
import { fingerprintOf } from './secret-fingerprint.ts';
import {
  claimBackup,
  extendBackupClaim,
  findBackupState,
  markBackupFailed,
  markBackupServed,
  releaseBackup,
} from './store.ts';
import type { ScheduledBackup, ScheduledTask } from './take-scheduled-backup.ts';

export type BackupSettings = {
  backup: { directory: string | null; schedule: string; keep: Keep };
  databaseUrl: string;
  avatarStore: BlobPlace;
  publicUrl: string;
};

export type BackupsContext = {
  config: BackupSettings;
  database: Database;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  version: string;
  /** Takes it somewhere else than in the process that answers requests, and gives up when it is told to. */
  takeBackup: TakeBackup;
};

export type TakeBackup = (task: ScheduledTask, signal: AbortSignal) => Promise<ScheduledBackup>;

export type ScheduledBackups = {
  /** When the last good one was taken, as this node last saw it; null for never. */
  readonly succeededAt: number | null;
  /** One look at the schedule. @returns the backup that was due and taken now */
  look(): Promise<ScheduledBackup | undefined>;
  stop(): Promise<void>;
};

const lookMilliseconds = 30_000;
/** After a start other things come first. */
const firstLookMilliseconds = 5000;
/** A node that dies with a claim is followed after this. */
const claimMs = 120_000;
const renewMilliseconds = 30_000;
/** What has failed is tried again then, and at the next time of the schedule. */
const retryMs = 600_000;

/**
 * Takes backups by the schedule, each by one of the nodes, and removes those that need not be kept. One that was missed while
 * nothing ran is made up for; of several the last.
 */
export function startBackups(context: BackupsContext): ScheduledBackups {
  const { config, log } = context;
  const stopping = new AbortController();
  let succeededAt: number | null = null;
  let underWay: Promise<ScheduledBackup | undefined> | undefined;

  const look = (): Promise<ScheduledBackup | undefined> => {
    underWay ??= lookOnce(context, stopping.signal)
      .then((looked) => {
        succeededAt = looked.succeededAt;
        return looked.taken;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };
  const tryLook = (): void => {
    if (stopping.signal.aborted) return;
    look().catch((error: unknown) => log.warn({ err: error }, 'the schedule of backups could not be read'));
  };
  const timers =
    config.backup.directory === null
      ? []
      : [setTimeout(tryLook, firstLookMilliseconds).unref(), setInterval(tryLook, lookMilliseconds).unref()];
  return {
    get succeededAt() {
      return succeededAt;
    },
    look,
    stop: async () => {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      await underWay?.catch(() => undefined);
    },
  };
}

async function lookOnce(
  context: BackupsContext,
  signal: AbortSignal,
): Promise<{ taken?: ScheduledBackup; succeededAt: number | null }> {
  const { config, database, clock } = context;
  const state = await findBackupState(database.read);
  const slot = listLastTimes(config.backup.schedule, clock.now(), 1)[0]?.getTime();
  const isDue = slot !== undefined && (state.served_at === null || state.served_at < slot);
  if (!isDue || config.backup.directory === null) return { succeededAt: state.succeeded_at };
  const claimId = randomId();
  if (!(await claimBackup(database.write, { slot, claimId, claimMs }))) return { succeededAt: state.succeeded_at };
  const taken = await takeClaimed(context, { slot, claimId, directory: config.backup.directory }, signal);
  return { ...(taken && { taken }), succeededAt: (await findBackupState(database.read)).succeeded_at };
}

async function takeClaimed(
  context: BackupsContext,
  { slot, claimId, directory }: { slot: number; claimId: string; directory: string },
  signal: AbortSignal,
): Promise<ScheduledBackup | undefined> {
  const { config, database, secrets, log, version, takeBackup } = context;
  const renewal = setInterval(() => {
    extendBackupClaim(database.write, claimId, claimMs).catch(() => {});
  }, renewMilliseconds);
  try {
    const taken = await takeBackup(
      {
        directory,
        databaseUrl: config.databaseUrl,
        avatarStore: config.avatarStore,
        publicUrl: config.publicUrl,
        secretFingerprint: fingerprintOf(secrets),
        version,
        why: 'schedule',
        keep: config.backup.keep,
      },
      signal,
    );
    const { name, manifest, removed, stuck } = taken;
    await markBackupServed(database.write, { slot, claimId, name, bytes: bytesOf(manifest) });
    log.info(
      { backup: name, seconds: manifest.seconds, accounts: manifest.tables.accounts, removed },
      'a backup was taken',
    );
    if (stuck.length > 0) log.warn({ backups: stuck }, 'old backups could not be removed');
    return taken;
  } catch (error) {
    if (signal.aborted) await releaseBackup(database.write, claimId);
    else await noteFailure(context, claimId, error);
    return undefined;
  } finally {
    clearInterval(renewal);
  }
}

async function noteFailure({ database, log }: BackupsContext, claimId: string, error: unknown): Promise<void> {
  log.error({ err: error, retrySeconds: retryMs / 1000 }, 'a backup could not be taken');
  const lastError = error instanceof Error ? error.message : String(error);
  await markBackupFailed(database.write, { claimId, waitMs: retryMs, lastError });
}
