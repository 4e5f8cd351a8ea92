import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '#platform/errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery, looked at before authentication. Browsers say where an unsafe request comes from:
 * Sec-Fetch-Site (Fetch Metadata) or Origin. A Bearer token is not sent by itself and needs none of this.
 */
export function refuseCrossSiteRequests(server: FastifyInstance, isAllowedOrigin: (origin: string) => boolean): void {
  const refused = new Map<string, true>();
  server.addHook('onRequest', (request, _reply, done) => {
    if (safeMethods.has(request.method) || isFromAllowedPlace(request, isAllowedOrigin)) return done();
    const origin = request.headers.origin ?? 'none';
    // Once per origin, and bounded: a stranger must not be able to fill the log.
    if (!refused.has(origin) && refused.size < 100) {
      refused.set(origin, true);
      request.log.warn(
        { origin: origin.slice(0, 200) },
        `a page of this origin was refused; to allow it add it to APP_ORIGINS`,
      );
    }
    return done(
      new Problem('cross_site_request', {
        detail: 'This page may not send this request. Its origin has to be listed in APP_ORIGINS.',
      }),
    );
  });
}

function isFromAllowedPlace({ headers }: FastifyRequest, isAllowedOrigin: (origin: string) => boolean): boolean {
  if (headers.authorization !== undefined) return true;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return true;
  if (origin !== undefined) return isAllowedOrigin(origin);
  // Neither header: curl and servers. With a cookie it could be an old browser sent here by a form.
  return site === undefined && headers.cookie === undefined;
}
