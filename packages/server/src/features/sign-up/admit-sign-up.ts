import { type DomainRules, refuseForeignDomain } from '#features/accounts/allowed-domains.ts';
import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import type { Invited } from '#features/invitations/accept-invitation.ts';
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
 * Takes one of the network's sign-ups: before anything is looked up or hashed.
 *
 * @throws Problem 429, 503 `overloaded`
 */
export async function takeSignUp(
  { counters, load, config }: { counters: Counters; load: LoadWatch; config: SignUpRules },
  facts: RequestFacts,
): Promise<void> {
  refuseUnderStrain({ load });
  await takeOwnPoint({ counters }, facts, {
    limit: { name: 'sign_ups', points: config.limits.signUpsPerHour, windowSeconds: 3600 },
    key: facts.network,
    detail: 'Too many accounts were made from this network.',
    isQuiet: config.signUpDisclosure === 'silent',
  });
}

/**
 * Whether this address may sign up here. An invitation opens what is closed; one that was made for this very address
 * allows it whatever its domain.
 *
 * @throws Problem 403 `sign_up_closed`, 422 `domain_not_allowed`
 */
export function admitAddress(config: SignUpRules, email: ParsedEmail, invited: Invited | undefined): void {
  if (invited?.isForAddress) return;
  if (config.signUp !== 'open' && invited === undefined)
    throw new Problem('sign_up_closed', {
      detail:
        config.signUp === 'invite'
          ? 'New accounts are by invitation: send the token of yours as `invitation`.'
          : 'New accounts are made by the people who run this service.',
    });
  refuseForeignDomain(config, email);
}
