// node notes-api.mjs PORT: the smallest API that accepts Portress access tokens, in plain node:http.
import { createServer } from 'node:http';

import { createVerifier } from '@portress/verifier';
import { createNodeHttpGuard } from '@portress/verifier/node-http';

/** @param {{ issuer: string, audience: string, serviceKey: string }} options */
export function createNotesApi(options) {
  const verifier = createVerifier(options);
  const guard = createNodeHttpGuard(verifier);
  return {
    verifier,
    /** Answers the calls of this API, and says whether the request was one of them. */
    answer: async (request, response) => {
      if (request.url === '/readyz') {
        response.writeHead(verifier.state().isStale ? 503 : 200).end();
        return true;
      }
      if (request.url !== '/notes') return false;
      const claims = await guard(request, response);
      // Without claims the guard has answered: 401, or 503 while it can't know what was revoked lately.
      if (claims === undefined) return true;
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ items: ['Milk', 'Bread'], for: claims.sub }));
      return true;
    },
  };
}

if (import.meta.main) {
  const { PORTRESS_ISSUER, PORTRESS_AUDIENCE, PORTRESS_SERVICE_KEY } = process.env;
  const api = createNotesApi({
    issuer: PORTRESS_ISSUER,
    audience: PORTRESS_AUDIENCE,
    serviceKey: PORTRESS_SERVICE_KEY,
  });
  const serve = async (request, response) => {
    if (!(await api.answer(request, response))) response.writeHead(404).end();
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(Number(process.argv[2]), '127.0.0.1');
}
