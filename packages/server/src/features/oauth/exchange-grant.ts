import type { z } from 'zod';
import type { IssuedTokens } from '#features/sessions/issue-tokens.ts';
import { type RotateContext, rotateRefreshToken } from '#features/sessions/rotate-refresh-token.ts';
import { type SignInContext, signIn } from '#features/sign-in/sign-in.ts';
import { Problem } from '#platform/errors.ts';
import { OAuthError } from '#platform/http/oauth-error.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import type { tokenContract } from './contract.ts';

export type GrantContext = SignInContext & RotateContext & { config: { hasPasswordGrant: boolean } };
type Form = z.output<typeof tokenContract.body>;

/** RFC 6749 §3.2: a parameter sent without a value counts as left out. */
const required = (value: string | undefined, name: string): string => {
  if (value === undefined || value === '') throw new OAuthError('invalid_request', `${name} is missing`);
  return value;
};

/** The token endpoint: the password form for first-party tools, and refresh. */
export async function exchangeGrant(context: GrantContext, form: Form, facts: RequestFacts): Promise<IssuedTokens> {
  const grantType = required(form.grant_type, 'grant_type');
  if (grantType === 'password' && context.config.hasPasswordGrant) return grantPassword(context, form, facts);
  if (grantType === 'refresh_token') return grantRefresh(context, form, facts);
  throw new OAuthError(
    'unsupported_grant_type',
    'This service grants refresh_token, and password where it is switched on',
  );
}

function grantPassword(context: GrantContext, form: Form, facts: RequestFacts): Promise<IssuedTokens> {
  const login = required(form.username, 'username');
  const password = required(form.password, 'password');
  return withGrantErrors(() =>
    signIn(context, { login, password, transport: 'body', carriedRefreshToken: null, facts }),
  );
}

async function grantRefresh(context: GrantContext, form: Form, facts: RequestFacts): Promise<IssuedTokens> {
  const presented = required(form.refresh_token, 'refresh_token');
  const tokens = await withGrantErrors(() => rotateRefreshToken(context, presented, facts));
  // The token of a cookie session must not come out in a body (E16).
  if (tokens.transport !== 'body') throw new OAuthError('invalid_grant', 'This session does not exchange tokens here');
  return tokens;
}

/** RFC 6749 §5.2: whatever is wrong with the grant is `invalid_grant`; too many tries stay 429, an outage 503. */
async function withGrantErrors(exchange: () => Promise<IssuedTokens>): Promise<IssuedTokens> {
  try {
    return await exchange();
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.code === 'email_not_verified'))
      throw new OAuthError('invalid_grant', error.message);
    throw error;
  }
}
