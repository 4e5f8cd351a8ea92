import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { jwksContract, metadataContract, tokenContract } from './contract.ts';
import { exchangeGrant, type GrantContext } from './exchange-grant.ts';

type Context = GrantContext & {
  signingKeys: SigningKeys;
  config: { publicUrl: string; tokenAudience: string; hasApiReference: boolean };
};

/** Shorter than the time a new key is published before it signs, so that nobody meets a key they could not know. */
const jwksMaxAgeSeconds = 30;

export const oauthRoutes = (context: Context): Route[] => [
  route({
    method: 'POST',
    path: '/api/auth/token',
    summary: 'The OAuth 2 token endpoint',
    description:
      'A form: `grant_type=password` (for first-party tools such as this page’s Authorize button; off in production by default) or `grant_type=refresh_token`. Errors are those of RFC 6749 §5.2.',
    tag: 'Authentication',
    guard: anyone,
    bodyType: 'form',
    contract: tokenContract,
    answer: async ({ body, facts, exchange: { reply } }) => {
      const tokens = await exchangeGrant(context, body, facts);
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
      return {
        status: 200,
        body: {
          access_token: tokens.accessToken,
          token_type: 'Bearer' as const,
          expires_in: tokens.accessSeconds,
          refresh_token: tokens.refreshToken,
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that verify access tokens',
    tag: 'Service',
    guard: anyone,
    contract: jwksContract,
    answer: async ({ exchange: { reply } }) => {
      reply.header('cache-control', `public, max-age=${jwksMaxAgeSeconds}`);
      return { status: 200, body: { keys: context.signingKeys.publicJwks() as Record<string, string>[] } };
    },
  }),
  route({
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    summary: 'What this authorization server can do (RFC 8414)',
    tag: 'Service',
    guard: anyone,
    contract: metadataContract,
    answer: async () => ({ status: 200, body: metadataOf(context) }),
  }),
];

const metadataOf = ({ config }: Context) => ({
  issuer: config.publicUrl,
  token_endpoint: `${config.publicUrl}/api/auth/token`,
  jwks_uri: `${config.publicUrl}/.well-known/jwks.json`,
  response_types_supported: [],
  grant_types_supported: config.hasPasswordGrant ? ['password', 'refresh_token'] : ['refresh_token'],
  token_endpoint_auth_methods_supported: ['none'],
  access_token_audience: config.tokenAudience,
  ...(config.hasApiReference && { service_documentation: `${config.publicUrl}/docs` }),
});
