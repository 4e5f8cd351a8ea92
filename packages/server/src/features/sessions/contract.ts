import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import { toWireInstant } from '#platform/clock.ts';
import { pageQuery } from '#platform/http/page-query.ts';
import type { Session } from './store.ts';

export const transportSchema = z.enum(['body', 'cookie', 'split']);

/** What a sign-in and a refresh answer with. Tokens that travel in cookies are never in it. */
export const tokenAnswerSchema = z
  .strictObject({
    token_type: z.literal('Bearer'),
    access_token: z.string().optional(),
    expires_in: z.int().describe('Seconds until the access token expires.'),
    refresh_token: z.string().optional(),
    refresh_expires_in: z.int().describe('Seconds until the nearer of the idle and the absolute timeout.'),
    session_expires_at: z.iso.datetime().describe('The absolute timeout, which no use puts off.'),
    session_id: z.string(),
    account: accountSchema,
  })
  .meta({ id: 'TokenAnswer' });

export const sessionSchema = z
  .strictObject({
    id: z.string(),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    device_name: z.string().nullable(),
    country: z.string().nullable(),
    user_agent: z.string().nullable(),
    ip: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

export const refreshContract = {
  body: z.strictObject({ refresh_token: z.string().optional() }).nullish(),
  answers: { 200: tokenAnswerSchema },
} as const;

export const signOutContract = {
  body: z.strictObject({ refresh_token: z.string().optional() }).nullish(),
  answers: { 204: z.null() },
} as const;

export const signOutEverywhereContract = {
  body: z.strictObject({ keep_current: z.boolean().optional() }).nullish(),
  answers: { 200: z.strictObject({ ended_sessions: z.int() }) },
} as const;

export const listSessionsContract = {
  query: z.strictObject(pageQuery),
  answers: { 200: z.strictObject({ items: z.array(sessionSchema), next_cursor: z.string().nullable() }) },
} as const;

export const endSessionContract = {
  params: z.strictObject({ id: z.string() }),
  answers: { 204: z.null() },
} as const;

export const toWireSession = (
  session: Session,
  idleSeconds: number,
  currentId: string,
): z.input<typeof sessionSchema> => ({
  id: session.id,
  created_at: toWireInstant(session.created_at),
  last_used_at: toWireInstant(session.window_at),
  expires_at: toWireInstant(Math.min(session.absolute_at, session.window_at + idleSeconds * 1000)),
  device_name: session.device_name,
  country: session.country,
  user_agent: session.user_agent,
  ip: session.ip,
  current: session.id === currentId,
});
