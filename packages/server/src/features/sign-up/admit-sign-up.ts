import { type DomainRules, refuseForeignDomain } from '#features/accounts/allowed-domains.ts';
import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import type { Counters } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';
import { type LoadWatch, refuseUnderStrain } from '#platform/http/load-watch.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

export type SignUpRules = DomainRules & {
  signUp: 'open' | 'invite' | 'closed';
  signUpDisclosure: 'conflict' | 'silent';
  limits: { signUpsPerHour: number };
};

/**
 * Whether a sign-up is looked at at all: before anything is hashed.
 *
 * @throws Problem 403 `sign_up_closed`, 422 `domain_not_allowed`, 429, 503 `overloaded`
 */
export async function admitSignUp(
  { counters, load, config }: { counters: Counters; load: LoadWatch; config: SignUpRules },
  email: ParsedEmail,
  facts: RequestFacts,
): Promise<void> {
  refuseUnderStrain({ load });
  if (config.signUp !== 'open')
    throw new Problem('sign_up_closed', { detail: 'New accounts are made by the people who run this service.' });
  refuseForeignDomain(config, email);
  await takeOwnPoint({ counters }, facts, {
    limit: { name: 'sign_ups', points: config.limits.signUpsPerHour, windowSeconds: 3600 },
    key: facts.network,
    detail: 'Too many accounts were made from this network.',
    isQuiet: config.signUpDisclosure === 'silent',
  });
}
