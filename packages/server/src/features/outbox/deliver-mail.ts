import { SealBroken, type Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { MailRefused } from '#platform/mail/mail-message.ts';
import { type MailFailure, MailNotSent } from '#platform/mail/mail-not-sent.ts';
import type { MailTransport } from '#platform/mail/mail-transport.ts';
import type { ComposeSettings } from './compose-mail.ts';
import { MailExpired, mailSchema } from './mail.ts';
import { nextWaitSeconds } from './retry-waits.ts';
import { type ClaimedMail, extendClaim, markMailFailed, markMailSent, postponeMail } from './store.ts';

export type DeliveryContext = {
  config: ComposeSettings;
  database: Database;
  secrets: Secrets;
  log: Log;
  mailTransport: MailTransport;
};

/** A claim is short, so that a crash holds a mail back for a minute only; a slow conversation renews it. */
export const claimMs = 60_000;
const usualRenewMs = 20_000;
/** Waits before the attempts to write down that a mail is sent: while they last, nobody else sends it. */
const markWaitsMs = [0, 250, 1000, 5000, 15_000] as const;

/**
 * Sends one claimed mail and writes down what came of it. Dying between the two sends it once more, under the same Message-ID.
 *
 * @returns `sent`, how the conversation failed, or undefined when it didn't come to one
 */
export async function deliverMail(
  context: DeliveryContext,
  claimed: ClaimedMail,
  renewMs = usualRenewMs,
): Promise<'sent' | MailFailure | undefined> {
  const renewal = setInterval(() => {
    extendClaim(context.database.write, claimed, claimMs).catch(() => {});
  }, renewMs);
  try {
    await sendMail(context, claimed);
    await markSent(context, claimed);
    context.log.info({ mail: claimed.id, kind: claimed.kind, tries: claimed.tries }, 'mail sent');
    return 'sent';
  } catch (error) {
    return await putOff(context, claimed, error);
  } finally {
    clearInterval(renewal);
  }
}

async function sendMail(context: DeliveryContext, claimed: ClaimedMail): Promise<void> {
  // The templates are loaded with the first mail: the service is ready sooner without them.
  const { composeMail } = await import('./compose-mail.ts');
  const opened = context.secrets.open('outbox', claimed.sealed_message, claimed.id).toString('utf8');
  const mail = mailSchema.parse(JSON.parse(opened));
  const ageSeconds = (claimed.now - claimed.created_at) / 1000;
  await context.mailTransport.send(composeMail(context.config, mail, { id: claimed.id, ageSeconds }));
}

/** The mail is out: a database that is away for a moment must not make it go out again. */
async function markSent(context: DeliveryContext, claimed: ClaimedMail): Promise<void> {
  for (const [index, wait] of markWaitsMs.entries()) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      await markMailSent(context.database.write, claimed.id);
      return;
    } catch (error) {
      if (index === markWaitsMs.length - 1) throw error;
    }
  }
}

async function putOff(
  context: DeliveryContext,
  claimed: ClaimedMail,
  error: unknown,
): Promise<MailFailure | undefined> {
  const { failure, reason, isFinal } = explain(error, context.secrets, claimed);
  const ageSeconds = (claimed.now - claimed.created_at) / 1000;
  const waitSeconds = isFinal ? undefined : nextWaitSeconds(claimed.tries, ageSeconds);
  const line = { mail: claimed.id, kind: claimed.kind, tries: claimed.tries, reason };
  if (waitSeconds === undefined) {
    context.log.error(line, 'mail given up');
    await markMailFailed(context.database.write, claimed, reason);
  } else {
    context.log.warn({ ...line, waitSeconds, ...(failure === undefined && { at: framesOf(error) }) }, 'mail put off');
    await postponeMail(context.database.write, claimed, waitSeconds * 1000, reason);
  }
  return failure;
}

type Explanation = { failure?: MailFailure; reason: string; isFinal: boolean };

/** Words for the log and the row: what happened, without addresses, links or the words of a mail server. */
function explain(error: unknown, secrets: Secrets, claimed: ClaimedMail): Explanation {
  if (error instanceof MailNotSent)
    return { failure: error.failure, reason: error.message, isFinal: error.failure === 'refused' };
  if (error instanceof MailRefused || error instanceof MailExpired) return { reason: error.message, isFinal: true };
  if (error instanceof SealBroken) {
    // Another node may run with a newer SECRET_KEY already: the mail waits for one that knows it.
    const isKeyKnown = secrets.hasKey(claimed.sealed_message[0] ?? -1);
    return isKeyKnown
      ? { reason: 'the sealed mail was changed', isFinal: true }
      : { reason: 'sealed with a SECRET_KEY that is not set', isFinal: false };
  }
  return { reason: `fault: ${error instanceof Error ? error.name : 'unknown'}`, isFinal: false };
}

/** Where a fault of ours was thrown; its message may hold parts of the mail and stays out. */
const framesOf = (error: unknown): string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 6)
    : [];
