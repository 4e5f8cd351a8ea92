import type { FastifyRequest } from 'fastify';

type Portress = { issuer: string; serviceUrl: string };

const timeoutMilliseconds = 10_000;

/**
 * Ends the session at Portress: in the name of the browser, with its cookies, from this server.
 *
 * @returns the `Set-Cookie` lines by which the browser drops its cookies, to be passed on as they are
 */
export async function signOutAt({ issuer, serviceUrl }: Portress, request: FastifyRequest) {
  const answer = await fetch(`${serviceUrl}/api/auth/sign-out`, {
    method: 'POST',
    headers: {
      cookie: request.headers.cookie ?? '',
      // Where the browser's own request came from was looked at before.
      origin: new URL(issuer).origin,
      'user-agent': request.headers['user-agent'] ?? '',
      'x-forwarded-for': request.ip,
    },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  }).catch(() => undefined);
  // 401: nobody was signed in, or not any more.
  const isOut = answer?.status === 204 || answer?.status === 401;
  return { isOut, setCookies: answer?.headers.getSetCookie() ?? [] };
}
