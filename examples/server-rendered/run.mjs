// node examples/server-rendered/run.mjs: Portress, and a site of plain HTML beside it on the same origin.
import { fileURLToPath } from 'node:url';

import { buildWebClient } from '../../scripts/build-web.mjs';
import { runExample, untilReady } from '../equipment/run-example.mjs';
import { createServiceKey, signUp, startPortress } from '../equipment/start-portress.mjs';
import { serveOneOrigin } from './one-origin.mjs';

const serveSite = fileURLToPath(new URL('serve-site.ts', import.meta.url));
const usage = `Usage: node examples/server-rendered/run.mjs [--port N]

Starts Portress in an empty folder, makes an account and a service key, starts the site of this folder, and a small proxy that
puts both on one origin. Ctrl-C ends all of it and removes the folder.

  --port N    the proxy; Portress and the site are on the next two ports (8340 by default)`;

const person = { email: 'anna@example.com', password: 'three quiet porters' };

await runExample({ usage, options: { port: { type: 'string', default: '8340' } } }, async (stage) => {
  const port = Number(stage.options.port);
  // Not localhost: there its cookies would meet those of a Portress that is being developed.
  const origin = `http://127.0.0.1:${port}`;
  await buildWebClient();
  // At the root of the origin: the browser sends Portress' cookies to its path and to what is below, so to this site too.
  const settings = { PUBLIC_URL: origin, TRUSTED_PROXIES: '127.0.0.1' };
  const { env } = await startPortress(stage, { port: port + 1, settings });
  const isOfSite = (path) => /^\/notes(?:[/?]|$)/.test(path);
  const proxy = await serveOneOrigin(port, (path) => (isOfSite(path) ? port + 2 : port + 1));
  stage.beforeEnd(async () => proxy.close().closeAllConnections());
  await signUp(origin, person);
  const serviceKey = await createServiceKey(env, 'notes', ['revocations:read']);
  const site = stage.start('the site', process.execPath, [serveSite, String(port + 2)], {
    // The site itself calls Portress without the way round through the proxy.
    env: { PORTRESS_ISSUER: origin, PORTRESS_URL: `http://127.0.0.1:${port + 1}`, PORTRESS_SERVICE_KEY: serviceKey },
  });
  await untilReady(`${origin}/notes`, site);
  console.log(`
Open ${origin}/notes and sign in as ${person.email} with the password "${person.password}".

  the site   ${origin}/notes
  Portress   ${origin}

Ctrl-C ends it.
`);
});
