import type { IncomingMessage, ServerResponse } from 'node:http';

import { BearerRefusal, KeysUnavailable } from '../bearer-refusal.ts';
import type { AccessTokenClaims } from '../claims.ts';
import type { Verifier } from '../create-verifier.ts';
import { readBearer } from '../read-bearer.ts';

/** Resolves with the claims; or answers the request with 400, 401 or 503 itself, and resolves with undefined. */
export type NodeHttpGuard = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<AccessTokenClaims | undefined>;

/**
 * Makes a guard for plain `node:http`:
 * `const claims = await guard(request, response); if (!claims) return;`
 */
export function createNodeHttpGuard(verifier: Verifier): NodeHttpGuard {
  return async (request, response) => {
    try {
      return await verifier.verify(readBearer(request.headersDistinct.authorization));
    } catch (error) {
      if (!(error instanceof BearerRefusal || error instanceof KeysUnavailable)) throw error;
      answer(response, error);
      return undefined;
    }
  };
}

function answer(response: ServerResponse, refusal: BearerRefusal | KeysUnavailable): void {
  const isOutage = refusal instanceof KeysUnavailable;
  const code = isOutage ? 'keys_unavailable' : (refusal.code ?? 'not_signed_in');
  response.writeHead(refusal.status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...(isOutage ? { 'Retry-After': refusal.retryAfterSeconds } : { 'WWW-Authenticate': refusal.wwwAuthenticate }),
  });
  response.end(JSON.stringify({ title: refusal.message, status: refusal.status, code }));
}
