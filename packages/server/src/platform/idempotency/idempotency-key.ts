import type { FastifyRequest } from 'fastify';
import { Problem } from '#platform/errors.ts';

const header = 'idempotency-key';
/** Visible ASCII. No space: two lines that somebody on the way joined with a comma and a space are no key either. */
const readable = /^[!-~]{1,255}$/;

/**
 * The key under which a client may repeat a call that creates something (draft-ietf-httpapi-idempotency-key-header). It is
 * compared as it stands, with the quotes that the draft puts around it or without.
 *
 * @returns undefined where none was sent
 * @throws Problem 400 `invalid_request` for one that is empty, too long, not visible ASCII, or sent twice
 */
export function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const { rawHeaders } = request.raw;
  // Names and values stand in it by turns.
  const lines = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header).length;
  if (lines > 1) throw new Problem('invalid_request', { detail: 'Send one Idempotency-Key header, not several.' });
  const key = request.headers[header];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !readable.test(key))
    throw new Problem('invalid_request', {
      detail: 'Idempotency-Key must be 1–255 visible ASCII characters without spaces, such as a UUID.',
    });
  return key;
}

/** How the OpenAPI document shows the header. */
export const idempotencyKeyParameter = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  pattern: '^[!-~]+$',
  description:
    'Makes the call safe to repeat for 24 hours: a repeat creates nothing and answers with what the first one made. A UUID is a good one.',
} as const;

/** Tells the client that nothing was created just now. */
export const replayedHeader = 'Idempotency-Replayed';
export const replayHeaders = (isReplayed: boolean): Record<string, string> =>
  isReplayed ? { [replayedHeader]: 'true' } : {};
