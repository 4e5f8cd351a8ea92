import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** `POST /api/auth/refresh` for sessions in cookies, as the service answers it over plain http. */
export interface RefreshEndpoint {
  readonly asked: IncomingHttpHeaders[];
  /** The refresh token that is good. */
  token: string;
  /** Another answer than a token answer, while it is set. */
  refusal: { status: number; code?: string; headers?: Record<string, string>; isCut?: boolean } | undefined;
  /** Claims of the next access tokens. */
  claims: Record<string, unknown>;
  delayMilliseconds: number;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export const setCookiesOf = (accessToken: string, refreshToken: string) => [
  `access_token=${accessToken}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax`,
  `refresh_token=${refreshToken}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax`,
];

export function createRefreshEndpoint(sign: (claims: Record<string, unknown>) => Promise<string>): RefreshEndpoint {
  const endpoint: RefreshEndpoint = {
    asked: [],
    token: 'refresh-1',
    refusal: undefined,
    claims: {},
    delayMilliseconds: 0,
    async answer(request, response) {
      const { headers } = request;
      endpoint.asked.push(headers);
      await new Promise((resolve) => setTimeout(resolve, endpoint.delayMilliseconds));
      const refusal = endpoint.refusal ?? refusalOf(headers, endpoint.token);
      if (refusal) {
        if (refusal.isCut) return void response.destroy();
        response.writeHead(refusal.status, { 'Content-Type': 'application/problem+json', ...refusal.headers });
        return void response.end(JSON.stringify({ status: refusal.status, code: refusal.code }));
      }
      const accessToken = await sign(endpoint.claims);
      response.writeHead(200, { 'Set-Cookie': setCookiesOf(accessToken, 'refresh-2') });
      return void response.end(JSON.stringify({ token_type: 'Bearer', expires_in: 900 }));
    },
  };
  return endpoint;
}

function refusalOf(headers: IncomingHttpHeaders, token: string): RefreshEndpoint['refusal'] {
  // The service's own rule for unsafe requests with a cookie.
  if (headers.origin !== `http://${headers.host}`) return { status: 403, code: 'cross_site_request' };
  return headers.cookie === `refresh_token=${token}` ? undefined : { status: 401, code: 'invalid_refresh_token' };
}
