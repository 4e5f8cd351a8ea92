import { randomInt } from 'node:crypto';
import {
  needsNewSigningKey,
  type RotateContext,
  renewSigningKeys,
} from '#features/access-tokens/rotate-signing-keys.ts';
import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import { deleteExpiredSigningKeys } from '#features/access-tokens/store.ts';
import { sweepAccountEvents } from '#features/account-events/sweep-account-events.ts';
import { clearEventsOfDeleted } from '#features/audit-log/clear-event-origins.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { lockAuditHead } from '#features/audit-log/seal-store.ts';
import { deleteOldEventCounts } from '#features/audit-log/store.ts';
import { sweepAuditEvents } from '#features/audit-log/sweep-audit-events.ts';
import { deleteUnseenDevices } from '#features/devices/store.ts';
import { removeUnverifiedAccounts } from '#features/email-verification/remove-unverified-accounts.ts';
import { deleteExpiredInvitations } from '#features/invitations/store.ts';
import { sweepOneTimeTokens } from '#features/one-time-tokens/sweep-one-time-tokens.ts';
import { deleteEndedServiceKeys } from '#features/service-keys/store.ts';
import { deleteOldSessions } from '#features/sessions/store.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { inBatches } from '#platform/database/in-batches.ts';
import { deleteExpiredIdempotencyKeys } from '#platform/idempotency/store.ts';
import type { Log } from '#platform/log.ts';

type HousekeepingContext = RotateContext & {
  clock: Clock;
  log: Log;
  signingKeys: SigningKeys;
  config: RotateContext['config'] & { refreshIdleSeconds: number; emailVerification: 'required' | 'optional' };
};

const everyMilliseconds = 10 * 60 * 1000;
/** Nodes that were started together would otherwise all remove the same rows at the same moment, ever after. */
const spreadMilliseconds = 60 * 1000;
const day = 24 * 3600;
/** How long an ended session can still be told from an unknown one. */
const endedSessionsKeptSeconds = 7 * day;
const sessionBatch = 500;
/** How long administrators still see that nobody came. */
const expiredInvitationsKeptSeconds = 90 * day;
/** How long operators still see which keys of other services there were. */
const endedServiceKeysKeptSeconds = 90 * day;
/** Longer than any request takes, and than housekeeping may have been away for. */
const erasuresLookedAfterSeconds = day;
/** A device that was not used for so long is new again. */
const devicesKeptSeconds = 400 * day;
/** A year of them, and the month that is shown. */
const eventCountsKeptDays = 400;

/** An app on the service, of which only this is known here. */
type Sweeping = { tag: string; sweep?(context: { database: Database; clock: Clock; log: Log }): Promise<void> };

/** Removes what has expired and replaces a signing key that is too old: at the start, and every ten minutes or so. */
export function startHousekeeping(context: HousekeepingContext, apps: readonly Sweeping[]): { stop(): void } {
  const cleanUp = (): void => {
    removeWhatExpired(context, apps).catch((error: unknown) =>
      context.log.error({ err: error }, 'housekeeping failed'),
    );
  };
  const soon = setTimeout(cleanUp, 5000).unref();
  const timer = setInterval(cleanUp, everyMilliseconds + randomInt(spreadMilliseconds)).unref();
  return {
    stop: () => {
      clearTimeout(soon);
      clearInterval(timer);
    },
  };
}

/** One round of it. */
export async function removeWhatExpired(context: HousekeepingContext, apps: readonly Sweeping[] = []): Promise<void> {
  const { database, config, signingKeys } = context;
  await inBatches(sessionBatch, (limit) =>
    deleteOldSessions(database.write, {
      keptSeconds: endedSessionsKeptSeconds,
      idleSeconds: config.refreshIdleSeconds,
      limit,
    }),
  );
  await sweepOneTimeTokens(context);
  await deleteExpiredInvitations(database.write, expiredInvitationsKeptSeconds);
  await deleteEndedServiceKeys(database.write, endedServiceKeysKeptSeconds);
  await removeUnverifiedAccounts(context);
  await sweepAccountEvents(context);
  await sweepAuditEvents(context);
  await clearEventsOfDeleted(database, erasuresLookedAfterSeconds);
  await deleteOldEventCounts(database.write, eventCountsKeptDays);
  await deleteUnseenDevices(database.write, devicesKeptSeconds);
  await deleteExpiredIdempotencyKeys(database.write);
  await deleteExpiredSigningKeys(database.write);
  if (await renewSigningKey(context)) await signingKeys.reload();
  for (const app of apps) await sweepApp(context, app);
}

/** One app that cannot tidy up must not keep the others from it. */
async function sweepApp(context: HousekeepingContext, { tag, sweep }: Sweeping): Promise<void> {
  try {
    await sweep?.(context);
  } catch (error) {
    context.log.error({ err: error, app: tag }, 'an app could not remove what has expired');
  }
}

/** @returns whether a key was made: there was none, it was too old, or TOKEN_ALGORITHM was changed */
export async function renewSigningKey(context: RotateContext): Promise<boolean> {
  if (!(await needsNewSigningKey(context))) return false;
  // Whoever makes a key takes turns with whoever seals: one row that every node knows.
  const rotation = await renewSigningKeys(context, lockAuditHead, (transaction, { kid, retired }) =>
    recordAuditEvent(transaction, {
      type: retired.length === 0 ? 'signing_key_created' : 'signing_key_rotated',
      accountId: null,
      facts: null,
      details: { kid },
    }),
  );
  return rotation !== undefined;
}
