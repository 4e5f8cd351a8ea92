import type { Counters, Limit } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';
import { type LoadWatch, refuseUnderStrain } from '#platform/http/load-watch.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

export type MailLimitContext = {
  counters: Counters;
  load: LoadWatch;
  config: { mail: 'smtp' | 'inbox' | 'off'; limits: { mailsPerHour: number } };
};

/** Requests, whatever their address: each may write a row and send a mail to somebody. */
const requestsOfNetwork: Limit = { name: 'mail_requests', points: 200, windowSeconds: 3600 };

/**
 * For calls that anybody can make to have a mail sent: refuses where no mail is sent at all, and too many calls of one
 * network. Neither says anything about the address.
 *
 * @throws Problem 503 `mail_off` or `overloaded`, 429
 */
export async function admitMailRequest(
  { counters, load, config }: MailLimitContext,
  facts: RequestFacts,
): Promise<void> {
  refuseUnderStrain({ load });
  refuseWithoutMail(config);
  await takeOwnPoint({ counters }, facts, {
    limit: requestsOfNetwork,
    key: facts.network,
    detail: 'Too many mails were asked for from this network.',
    isQuiet: true,
  });
}

/** @throws Problem 503 `mail_off` */
export function refuseWithoutMail({ mail }: Pick<MailLimitContext['config'], 'mail'>): void {
  if (mail === 'off')
    throw new Problem('mail_off', {
      detail: 'This service sends no mail. The people who run it can give out a link.',
      retryAfterSeconds: 3600,
    });
}

/**
 * Takes one of the hour's mails to an address, verification and reset together (C15). Counted for unknown addresses as
 * well, so that they cost the same.
 *
 * @returns whether one may be sent; the caller answers the same either way
 */
export async function takeMailAllowance(
  { counters, config }: Omit<MailLimitContext, 'load'>,
  emailCanonical: string,
): Promise<boolean> {
  const limit = { name: 'mails', points: config.limits.mailsPerHour, windowSeconds: 3600 };
  return (await counters.consume(limit, emailCanonical)).isAllowed;
}
