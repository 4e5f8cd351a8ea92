import type { FastifyInstance } from 'fastify';
import { Problem } from '#platform/errors.ts';

/**
 * Lines, not bytes, which the parser bounds. A browser sends some 25 and a chain of proxies adds a dozen; each line costs
 * more than its bytes, and beyond 2,000 Node would drop them without a word.
 */
const mostHeaders = 100;

/** Refuses a request of too many header lines with 431, and hangs up (J13). */
export function refuseManyHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    // Names and values stand in it by turns.
    if (request.raw.rawHeaders.length <= 2 * mostHeaders) done();
    else
      done(
        new Problem('headers_too_large', {
          detail: `Send at most ${mostHeaders} header lines.`,
          headers: { connection: 'close' },
        }),
      );
  });
}
