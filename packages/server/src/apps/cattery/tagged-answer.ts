import type { FastifyRequest } from 'fastify';
import { entityTagOf, matchesWeakly } from '#platform/http/entity-tags.ts';

type Tagged = { etag: string };

/** 200 with its tag, or 304 where the client has it as it is (`If-None-Match`). */
export function answerFound<T extends object>(
  request: FastifyRequest,
  body: T,
): { status: 200; body: T; headers: Tagged } | { status: 304; body: null; headers: Tagged } {
  const headers = { etag: entityTagOf(body) };
  const known = request.headers['if-none-match'];
  if (known !== undefined && matchesWeakly(known, headers.etag)) return { status: 304, body: null, headers };
  return { status: 200, body, headers };
}

export const answerChanged = <T extends object>(body: T): { status: 200; body: T; headers: Tagged } => ({
  status: 200,
  body,
  headers: { etag: entityTagOf(body) },
});
