// npm run demo:revocation: somebody signs out, an API refuses their token, and the milliseconds between.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createNotesApi } from '../equipment/notes-api.mjs';
import { runExample, untilReady } from '../equipment/run-example.mjs';
import { createServiceKey, signIn, signOut, signUp, startPortress } from '../equipment/start-portress.mjs';
import { inMilliseconds, summarize, timeRefusal } from './race.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const usage = `Usage: npm run demo:revocation [-- --port N] [-- --once [--repeats N]]

Starts a service of its own in an empty folder and an API that accepts its access tokens. A page shows both side by side: sign out
on the left, and see on the right when the API refuses. Ctrl-C ends it and removes the folder.

  --port N      the service; the API and the page are on the next port (8310 by default)
  --once        measures without a browser, prints the figures and ends
  --repeats N   how often, with --once (20 by default)`;

const person = { email: 'anna@example.com', password: 'three quiet porters' };
const options = {
  port: { type: 'string', default: '8310' },
  once: { type: 'boolean', default: false },
  repeats: { type: 'string', default: '20' },
};

await runExample({ usage, options }, async (stage) => {
  const port = Number(stage.options.port);
  const api = `http://localhost:${port + 1}`;
  // The page is on the API's origin and signs in at the service's: the service has to know it.
  const { publicUrl, env } = await startPortress(stage, { port, settings: { APP_ORIGINS: api } });
  await signUp(publicUrl, person);
  const serviceKey = await createServiceKey(env, 'notes', ['revocations:read']);
  const notes = createNotesApi({ issuer: publicUrl, audience: publicUrl, serviceKey });
  stage.beforeEnd(() => notes.verifier.close());
  const server = await serveApiAndPage(port + 1, notes, publicUrl);
  stage.beforeEnd(async () => server.close().closeAllConnections());
  await untilReady(`${api}/readyz`);
  if (stage.options.once) return measure(publicUrl, api, Number(stage.options.repeats));
  console.log(`
Open ${api}: sign out on the left, and see when the API on the right refuses.

  the service  ${publicUrl}
  the API      ${api}/notes

Without a browser: npm run demo:revocation -- --once --port ${port + 10}

Ctrl-C ends it.
`);
});

/** The API is the one that counts; that it serves the page as well saves a third origin. */
function serveApiAndPage(port, notes, service) {
  const files = {
    '/': ['text/html', 'index.html'],
    '/page.mjs': ['text/javascript', 'page.mjs'],
    '/race.mjs': ['text/javascript', 'race.mjs'],
    '/style.css': ['text/css', 'style.css'],
  };
  const pageSettings = JSON.stringify({ service, ...person });
  const serve = async (request, response) => {
    if (await notes.answer(request, response)) return;
    if (request.url === '/settings.json') {
      response.setHeader('content-type', 'application/json').end(pageSettings);
      return;
    }
    const [type, file] = files[request.url] ?? [];
    if (file === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
    else response.setHeader('content-type', `${type}; charset=utf-8`).end(readFileSync(join(here, file)));
  };
  const server = createServer((request, response) => void serve(request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve(server));
  });
}

async function measure(publicUrl, api, repeats) {
  if (!Number.isInteger(repeats) || repeats < 1) throw new Error('--repeats must be a number from 1');
  const figures = [];
  for (let count = 0; count < repeats; count += 1) {
    const { access_token } = await signIn(publicUrl, person);
    const headers = { authorization: `Bearer ${access_token}` };
    const ask = async () => {
      const answer = await fetch(`${api}/notes`, { headers, signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      return answer;
    };
    figures.push(await timeRefusal({ ask, signOut: () => signOut(publicUrl, access_token) }));
  }
  const { count, median, p99, most } = summarize(figures);
  console.log(`
From the answer to the sign-out (204) to the first refusal by the API (401), asked every 5 ms, ${count} times:

  median   ${inMilliseconds(median)}
  p99      ${inMilliseconds(p99)}
  longest  ${inMilliseconds(most)}

0 means that the refusal was there first. Service, API and this program are on one machine. The promise is 250 ms in 99 of 100.
`);
  return 0;
}
