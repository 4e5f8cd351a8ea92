import { type RotateContext, replaceLeakedSigningKeys } from '#features/access-tokens/rotate-signing-keys.ts';
import { beginEventsAnew } from '#features/account-events/store.ts';
import { advanceEveryEpoch } from '#features/accounts/store.ts';
import { type AuditEvent, recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { deleteEveryOpenInvitation } from '#features/invitations/store.ts';
import { deleteEveryOneTimeToken } from '#features/one-time-tokens/store.ts';
import { deleteEveryInboxMail } from '#features/outbox/inbox-store.ts';
import { deleteWaitingLinks } from '#features/outbox/store.ts';
import { skipRevocationSequences } from '#features/revocations/store.ts';
import { revokeEveryServiceKeyRow } from '#features/service-keys/store.ts';
import { revokeSigningKeys } from '#features/sessions/revoke-signing-keys.ts';
import { endEverySessionRow } from '#features/sessions/store.ts';
import type { Transaction } from '#platform/database/database.ts';

export type EndEverythingContext = RotateContext & { config: { refreshIdleSeconds: number } };

/** What was alive, in numbers; of service keys the names, because each has to be made anew by somebody. */
export type EverythingEnded = {
  sessions: number;
  links: number;
  invitations: number;
  mails: number;
  serviceKeys: string[];
  kid: string;
};

/**
 * More ends of everything than any account lives to see, and few enough for two thousand restores: an epoch that was given in
 * a time of which this database knows nothing is never given again, and is smaller than all that are.
 */
const epochsSkipped = 1_000_000;
/** The same for numbers of revocations and account events: more than can have been given since any backup. */
const sequencesSkipped = 1_000_000_000;

/**
 * Ends whatever could be used to come in but a password, in one transaction: after an older state of the database was put in
 * place, because what ended since would be alive again, and when the secret has leaked together with the database (0054).
 *
 * @param event what is noted of it beside the numbers
 * @param alsoRevoked keys that signed in the time this database knows nothing of, where they are known
 */
export async function endEverything(
  context: EndEverythingContext,
  event: Pick<AuditEvent, 'type' | 'details'>,
  alsoRevoked: readonly string[] = [],
): Promise<EverythingEnded> {
  let ended: Omit<EverythingEnded, 'kid'> | undefined;
  const { kid } = await replaceLeakedSigningKeys(context, async (transaction, rotation) => {
    ended = await endRows(context, transaction);
    const { serviceKeys, ...counts } = ended;
    await recordAuditEvent(transaction, {
      ...event,
      accountId: null,
      facts: null,
      details: { ...event.details, ...counts, service_keys: serviceKeys.length, by: 'command_line' },
    });
    // Before the revocations of the keys get their numbers.
    await skipRevocationSequences(transaction, sequencesSkipped);
    const retired = [...new Set([...rotation.retired, ...alsoRevoked])].filter((one) => one !== rotation.kid);
    await revokeSigningKeys(context, transaction, { ...rotation, retired });
  });
  if (ended === undefined) throw new Error('nothing was ended');
  return { ...ended, kid };
}

async function endRows(context: EndEverythingContext, transaction: Transaction) {
  // As whoever ends one account's sessions does: the accounts come first.
  await advanceEveryEpoch(transaction, epochsSkipped);
  const sessions = await endEverySessionRow(transaction, {
    reason: 'everything_ended',
    idleSeconds: context.config.refreshIdleSeconds,
  });
  const links = await deleteEveryOneTimeToken(transaction);
  const invitations = await deleteEveryOpenInvitation(transaction);
  const mails = (await deleteWaitingLinks(transaction)) + (await deleteEveryInboxMail(transaction));
  const serviceKeys = (await revokeEveryServiceKeyRow(transaction)).map(({ name }) => name);
  await beginEventsAnew(transaction, sequencesSkipped);
  return { sessions, links, invitations, mails, serviceKeys };
}
