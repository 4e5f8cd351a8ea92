import { type ParsedEmail, parseDomain } from '#features/accounts/parse-email.ts';
import type { Counters } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';

export type SignUpRules = {
  signUp: 'open' | 'invite' | 'closed';
  /** None: any domain. */
  signUpDomains: readonly string[];
  limits: { signUpsPerHour: number };
};

/**
 * Whether a sign-up is looked at at all: before anything is hashed.
 *
 * @throws Problem 403 `sign_up_closed`, 422 `domain_not_allowed`, 429
 */
export async function admitSignUp(
  { counters, config }: { counters: Counters; config: SignUpRules },
  email: ParsedEmail,
  network: string,
): Promise<void> {
  if (config.signUp !== 'open')
    throw new Problem('sign_up_closed', { detail: 'New accounts are made by the people who run this service.' });
  if (!isDomainAllowed(config.signUpDomains, email)) throw domainNotAllowed();
  const limit = { name: 'sign_ups', points: config.limits.signUpsPerHour, windowSeconds: 3600 };
  const verdict = await counters.consume(limit, network);
  if (!verdict.isAllowed)
    throw new Problem('too_many_requests', {
      detail: 'Too many accounts were made from this network.',
      retryAfterSeconds: verdict.retryAfterSeconds,
    });
}

/** A listed domain allows itself, not what stands below it. Settings may spell it in Unicode or in Punycode. */
function isDomainAllowed(allowed: readonly string[], { canonical }: ParsedEmail): boolean {
  const domain = canonical.slice(canonical.indexOf('@') + 1);
  return allowed.length === 0 || allowed.some((one) => (parseDomain(one.replace(/^@/, '')) ?? one) === domain);
}

const domainNotAllowed = (): Problem => {
  const message = 'must be an address of a domain that may sign up here';
  return new Problem('domain_not_allowed', {
    detail: `The e-mail address ${message}.`,
    errors: [{ field: 'email', code: 'domain_not_allowed', message }],
  });
};
