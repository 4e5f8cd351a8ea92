import type { Log } from '#platform/log.ts';
import { type SealContext, sealAuditEvents } from './seal-audit-events.ts';

/** So long an event can be changed without a trace by somebody who can write to the database. */
const everyMilliseconds = 2000;
/** In one go, so that requests come between: after an import the log catches up at a thousand a second. */
const atOnce = 2000;

/** Seals what the log gets, every two seconds and once more at the end. */
export function startSealing(context: SealContext & { log: Log }): { stop(): Promise<void> } {
  let underWay: Promise<void> = Promise.resolve();
  const seal = (): Promise<void> =>
    sealAuditEvents(context, atOnce).then(
      () => {},
      (error: unknown) => context.log.error({ err: error }, 'the audit log could not be sealed'),
    );
  const timer = setInterval(() => {
    underWay = underWay.then(seal);
  }, everyMilliseconds).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await underWay;
      await seal();
    },
  };
}
