import { Problem } from '#platform/errors.ts';
import { type ParsedEmail, parseDomain } from './parse-email.ts';

/** None: any domain. */
export type DomainRules = { signUpDomains: readonly string[] };

/**
 * Holds wherever somebody brings an address of their own: a rule for sign-up alone would be walked around by changing the
 * address afterwards.
 *
 * @throws Problem 422 `domain_not_allowed`
 */
export function refuseForeignDomain({ signUpDomains }: DomainRules, email: ParsedEmail): void {
  if (isDomainAllowed(signUpDomains, email)) return;
  const message = 'must be an address of a domain that may sign up here';
  throw new Problem('domain_not_allowed', {
    detail: `The e-mail address ${message}.`,
    errors: [{ field: 'email', code: 'domain_not_allowed', message }],
  });
}

/** A listed domain allows itself, not what stands below it. Settings may spell it in Unicode or in Punycode. */
function isDomainAllowed(allowed: readonly string[], { canonical }: ParsedEmail): boolean {
  const domain = canonical.slice(canonical.indexOf('@') + 1);
  return allowed.length === 0 || allowed.some((one) => (parseDomain(one.replace(/^@/, '')) ?? one) === domain);
}
