import { type MailTransport, mailConnections } from '#platform/mail/mail-transport.ts';
import { claimMs, type DeliveryContext, deliverMail } from './deliver-mail.ts';
import { openTransport, type TransportContext } from './open-transport.ts';
import {
  type ClaimedMail,
  claimMails,
  countMails,
  deleteOldMails,
  hasUnreachableMails,
  releaseUnreachableMails,
} from './store.ts';

export type Outbox = {
  /** Call it after the commit of what queued a mail. Costs nothing, and a call that is forgotten delays the mail by seconds. */
  wake(): void;
  /** No further mail is begun; those under way get ten seconds. What is cut off is sent again by the next process. */
  stop(): Promise<void>;
  /** `failed` within the last day; `oldestSeconds` how long the oldest waiting mail has waited. */
  health(): Promise<{ waiting: number; failed: number; oldestSeconds: number | null }>;
};

export type OutboxContext = TransportContext &
  Omit<DeliveryContext, 'mailTransport'> & { mailTransport?: MailTransport };

export type Pace = {
  /** How often the outbox is looked into without being woken. */
  pollMs: number;
  /** How often a mail server that was away is asked whether it is back. */
  probeMs: number;
  /** How often old rows are removed. */
  sweepMs: number;
};

const usualPace: Pace = { pollMs: 5000, probeMs: 20_000, sweepMs: 3_600_000 };
const stopMs = 10_000;
const cutOffMs = 2000;

/** Sends what is queued, from any number of nodes at once: soon after `wake`, and every few seconds without it. */
export function startOutbox(given: OutboxContext, pace: Pace = usualPace): Outbox {
  const mailTransport = given.mailTransport ?? openTransport(given);
  const context: DeliveryContext = { ...given, mailTransport };
  const { database, log } = given;
  const underWay = new Set<Promise<void>>();
  let claiming: Promise<void> | undefined;
  let isStopping = false;
  /** There may be mails that are due. */
  let isWoken = false;
  let isServerAway = false;

  const pump = (): void => {
    isWoken = true;
    claiming ??= claimWhileFree()
      .catch((error: unknown) => log.warn({ err: error }, 'the outbox cannot be read; it is tried again'))
      .finally(() => {
        claiming = undefined;
      });
  };

  const claimWhileFree = async (): Promise<void> => {
    while (isWoken && !isStopping && underWay.size < mailConnections) {
      isWoken = false;
      const free = mailConnections - underWay.size;
      const mails = await claimMails(database.write, free, claimMs);
      for (const mail of mails) begin(mail);
      isWoken ||= mails.length === free;
    }
  };

  const begin = (mail: ClaimedMail): void => {
    const delivery = deliverMail(context, mail)
      .then(async (outcome) => {
        if (outcome === 'unreachable') isServerAway = true;
        if (outcome === 'sent' && isServerAway) await release();
      })
      .catch((error: unknown) =>
        log.warn({ mail: mail.id, err: error }, 'what came of a mail could not be written down'),
      )
      .finally(() => {
        underWay.delete(delivery);
        if (isWoken) pump();
      });
    underWay.add(delivery);
  };

  /** The mail server is back: nobody has to sit out a wait that grew while it was away. */
  const release = async (): Promise<void> => {
    isServerAway = false;
    const released = await releaseUnreachableMails(database.write);
    if (released > 0) log.info({ mails: released }, 'the mail server answers again');
    pump();
  };

  const probe = async (): Promise<void> => {
    if (!(await hasUnreachableMails(database.read))) return;
    const isBack = await mailTransport.verify().then(
      () => true,
      () => false,
    );
    if (isBack) await release();
  };

  const failQuietly = (error: unknown): void =>
    log.debug({ err: error }, 'the outbox cannot be read; it is tried again');
  const timers = [
    setInterval(pump, pace.pollMs),
    setInterval(() => void probe().catch(failQuietly), pace.probeMs),
    setInterval(() => void deleteOldMails(database.write).catch(failQuietly), pace.sweepMs),
  ];
  for (const timer of timers) timer.unref();
  pump();

  return {
    wake: () => {
      if (!isStopping) setImmediate(pump);
    },
    health: () => countMails(database.read),
    stop: async () => {
      isStopping = true;
      for (const timer of timers) clearInterval(timer);
      await claiming;
      await settledWithin(stopMs, underWay);
      mailTransport.close();
      // Those cut off still write down that they have to be sent again.
      await settledWithin(cutOffMs, underWay);
    },
  };
}

async function settledWithin(milliseconds: number, promises: Iterable<Promise<unknown>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled(promises), timeIsUp]);
  clearTimeout(timer);
}
