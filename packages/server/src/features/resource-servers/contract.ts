import { z } from 'zod';
import type { AccountEvent } from '#features/account-events/store.ts';
import type { Revocation } from '#features/revocations/store.ts';
import { toWireInstant } from '#platform/clock.ts';
import { wholeNumber } from '#platform/http/page-query.ts';

const revocationFields = {
  kind: z.enum(['session', 'account', 'key']),
  id: z.string().describe('The `sid`, `sub` or `kid` that access tokens name.'),
  revoked_at: z.iso.datetime(),
  expires_at: z.iso.datetime().describe('From then on no access token that it could concern is alive.'),
  epoch: z
    .int()
    .nullable()
    .describe(
      'Of an account: its access tokens of a smaller `epoch` are refused, whatever their age. Null for others.',
    ),
};

export const revocationSchema = z.strictObject(revocationFields).meta({ id: 'Revocation' });

export const revocationsContract = {
  answers: {
    200: z.strictObject({ sequence: z.int(), items: z.array(revocationSchema) }).meta({ id: 'Revocations' }),
  },
} as const;

/** A stream passes by the contract: its events are described in words. */
export const streamContract = { answers: { 200: z.null() }, download: ['text/event-stream'] } as const;

export const toWireRevocation = (revocation: Revocation): z.output<typeof revocationSchema> => ({
  kind: revocation.kind,
  id: revocation.subject_id,
  revoked_at: toWireInstant(revocation.revoked_at),
  expires_at: toWireInstant(revocation.expires_at),
  epoch: revocation.epoch,
});

export const accountEventSchema = z
  .strictObject({
    sequence: z.int(),
    kind: z
      .enum(['created', 'changed', 'deleted'])
      .describe('The latest that happened. `created` and `changed` both mean: read the account.'),
    account_id: z.string(),
    occurred_at: z.iso.datetime(),
  })
  .meta({ id: 'AccountEvent' });

export const accountEventsContract = {
  query: z.strictObject({
    after: wholeNumber({ least: 0, most: Number.MAX_SAFE_INTEGER })
      .default(0)
      .describe('The `sequence` that was read last; 0 for all accounts.'),
    limit: wholeNumber({ least: 1, most: 1000 }).default(100),
  }),
  answers: {
    200: z
      .strictObject({
        sequence: z
          .int()
          .describe('Up to where events are numbered: follow the stream from there once `next` is null.'),
        forgotten: z
          .int()
          .describe(
            'Up to where deletions may be missing, because they are older than 90 days. Whoever read last before it reads anew from 0, and drops whom the list does not name.',
          ),
        items: z.array(accountEventSchema),
        next: z.int().nullable().describe('The `after` of the page that follows; null at the end.'),
      })
      .meta({ id: 'AccountEvents' }),
  },
} as const;

export const toWireAccountEvent = (event: AccountEvent): z.output<typeof accountEventSchema> => ({
  sequence: event.sequence,
  kind: event.kind,
  account_id: event.account_id,
  occurred_at: toWireInstant(event.occurred_at),
});

const instantInSeconds = z.int().describe('Seconds since 1970.');

/** RFC 7662 §2.2. Of what is not good nothing is told. */
export const introspectionSchema = z
  .union([
    z.strictObject({ active: z.literal(false) }),
    z.strictObject({
      active: z.literal(true),
      token_type: z.enum(['Bearer', 'refresh_token']),
      client_id: z.string(),
      username: z.string().optional(),
      sub: z.string(),
      aud: z.string(),
      iss: z.string(),
      iat: instantInSeconds,
      exp: instantInSeconds,
      jti: z.string().optional(),
      sid: z.string(),
      gen: z.int(),
      epoch: z.int(),
      role: z.enum(['user', 'moderator', 'admin']).describe('As it is now, not as it was when the token was signed.'),
      auth_time: instantInSeconds,
      amr: z.array(z.string()),
    }),
  ])
  .meta({ id: 'Introspection' });
export type Introspection = z.output<typeof introspectionSchema>;

/** RFC 7662 §2.1. Unknown parameters are ignored. */
export const introspectContract = {
  body: z.object({
    token: z.string().optional(),
    token_type_hint: z.string().optional().describe('Not looked at: what kind of token it is can be seen.'),
  }),
  answers: { 200: introspectionSchema },
} as const;
