import { z } from 'zod';

/** RFC 6749 §4.3.2 and §6. Unknown parameters are ignored (§3.2); a repeated one is refused there as well. */
export const tokenContract = {
  body: z.object({
    grant_type: z.string().optional(),
    username: z.string().optional(),
    password: z.string().optional(),
    refresh_token: z.string().optional(),
  }),
  answers: {
    200: z
      .strictObject({
        access_token: z.string(),
        token_type: z.literal('Bearer'),
        expires_in: z.int(),
        refresh_token: z.string(),
      })
      .meta({ id: 'OAuthTokenAnswer' }),
  },
} as const;

export const metadataContract = {
  answers: {
    200: z
      .strictObject({
        issuer: z.string(),
        token_endpoint: z.string(),
        jwks_uri: z.string(),
        response_types_supported: z.array(z.string()),
        grant_types_supported: z.array(z.string()),
        token_endpoint_auth_methods_supported: z.array(z.string()),
        access_token_audience: z
          .string()
          .describe('The `aud` of the access tokens this service signs (TOKEN_AUDIENCE).'),
        service_documentation: z.string().optional(),
      })
      .meta({ id: 'AuthorizationServerMetadata' }),
  },
} as const;

export const jwksContract = {
  answers: { 200: z.strictObject({ keys: z.array(z.record(z.string(), z.string())) }).meta({ id: 'JwkSet' }) },
} as const;
