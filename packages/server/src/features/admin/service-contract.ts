import { z } from 'zod';
import type { SigningKeyRow } from '#features/access-tokens/store.ts';
import type { ListedMail } from '#features/outbox/store.ts';
import { toWireInstant } from '#platform/clock.ts';
import { pageQuery } from '#platform/http/page-query.ts';
import { noBody, pageOf } from './contract.ts';

const instant = z.iso.datetime();

const signingKeySchema = z
  .strictObject({
    kid: z.string(),
    algorithm: z.enum(['ES256', 'EdDSA', 'RS256']),
    signs: z.boolean().describe('Whether new tokens are signed with it on the node that answers.'),
    created_at: instant,
    retired_at: instant
      .nullable()
      .describe('When a newer one replaced it; it stays published until its last token has expired.'),
    expires_at: instant.nullable(),
  })
  .meta({ id: 'SigningKey' });

/** All that are published: a handful. */
export const listSigningKeysContract = {
  answers: {
    200: z.strictObject({ items: z.array(signingKeySchema), next_cursor: z.null(), total: z.int() }),
  },
} as const;

export const rotateSigningKeysContract = {
  body: noBody,
  answers: { 201: z.strictObject({ kid: z.string() }) },
} as const;

const outboxMailSchema = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    account_id: z.string().nullable(),
    status: z.enum(['waiting', 'sent', 'failed']),
    tries: z.int(),
    created_at: instant,
    next_try_at: instant.nullable(),
    sent_at: instant.nullable(),
    failed_at: instant.nullable(),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'OutboxMail' });

export const listOutboxContract = {
  query: z.strictObject(pageQuery),
  answers: { 200: pageOf(outboxMailSchema) },
} as const;

export const statisticsContract = {
  answers: {
    200: z
      .strictObject({
        accounts: z.strictObject({
          total: z.int(),
          by_role: z.strictObject({ user: z.int(), moderator: z.int(), admin: z.int() }),
          by_status: z.strictObject({ active: z.int(), suspended: z.int() }),
        }),
        days: z
          .array(z.strictObject({ date: z.iso.date(), sign_ups: z.int(), sign_ins: z.int(), failed_sign_ins: z.int() }))
          .describe('The last 30 days of UTC, the oldest first; today is the last.'),
      })
      .meta({ id: 'Statistics' }),
  },
} as const;

export const healthContract = {
  answers: {
    200: z
      .strictObject({
        status: z.enum(['ready', 'degraded']),
        version: z.string(),
        uptime_seconds: z.int(),
        database: z.strictObject({ kind: z.enum(['sqlite', 'postgres']), answer_milliseconds: z.number() }),
        mail: z.strictObject({
          by: z.enum(['smtp', 'inbox', 'off']),
          status: z.enum(['ready', 'late']),
          waiting: z.int(),
          failed_within_a_day: z.int(),
          oldest_waiting_seconds: z.int().nullable(),
        }),
        backup: z.strictObject({
          status: z
            .enum(['off', 'waiting', 'good', 'late'])
            .describe('off: none are scheduled; late: the last two times of the schedule went by without one'),
          age_seconds: z.int().nullable(),
        }),
        redis: z.strictObject({ status: z.enum(['ready', 'degraded', 'off']), nodes: z.int() }),
        load: z.strictObject({ status: z.enum(['ready', 'late']), event_loop_delay_milliseconds: z.int() }),
        signing_key: z.strictObject({ kid: z.string(), age_seconds: z.int() }),
      })
      .meta({ id: 'ServiceHealth' }),
  },
} as const;

export type StatisticsOnWire = z.output<(typeof statisticsContract.answers)[200]>;
export type HealthOnWire = z.output<(typeof healthContract.answers)[200]>;

const instantOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : toWireInstant(milliseconds);

export const toWireSigningKey = (key: SigningKeyRow, signingKid: string): z.input<typeof signingKeySchema> => ({
  kid: key.kid,
  algorithm: key.algorithm,
  signs: key.kid === signingKid,
  created_at: toWireInstant(key.created_at),
  retired_at: instantOrNull(key.retired_at),
  expires_at: instantOrNull(key.expires_at),
});

export const toWireMail = (mail: ListedMail): z.input<typeof outboxMailSchema> => ({
  id: mail.id,
  kind: mail.kind,
  account_id: mail.account_id,
  status: mail.sent_at !== null ? 'sent' : mail.failed_at !== null ? 'failed' : 'waiting',
  tries: mail.tries,
  created_at: toWireInstant(mail.created_at),
  next_try_at: instantOrNull(mail.next_try_at),
  sent_at: instantOrNull(mail.sent_at),
  failed_at: instantOrNull(mail.failed_at),
  last_error: mail.last_error,
});
