// node examples/react-express/run.mjs: Portress, an API in Express that accepts its tokens, and a React page.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runExample, untilReady } from '../equipment/run-example.mjs';
import { createServiceKey, portress, signUp, startPortress } from '../equipment/start-portress.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
const usage = `Usage: node examples/react-express/run.mjs [--port N]

Starts Portress in an empty folder, makes two accounts and a service key, and starts the API and the page of this folder.
Ctrl-C ends all of it and removes the folder.

  --port N    Portress; the API and the page are on the next two ports (8330 by default)`;

const password = 'three quiet porters';
const people = { anna: 'anna@example.com', admin: 'admin@example.com' };

await runExample({ usage, options: { port: { type: 'string', default: '8330' } } }, async (stage) => {
  const port = Number(stage.options.port);
  const [api, page] = [`http://localhost:${port + 1}`, `http://localhost:${port + 2}`];
  const { publicUrl, env } = await startPortress(stage, { port, settings: { APP_ORIGINS: page } });
  for (const email of Object.values(people)) await signUp(publicUrl, { email, password });
  await portress(env, 'accounts', 'role', people.admin, 'admin');
  const serviceKey = await createServiceKey(env, 'notes', ['revocations:read']);

  stage.start('the API', process.execPath, [join(here, 'serve-api.ts'), String(port + 1)], {
    env: { PORTRESS_ISSUER: publicUrl, PORTRESS_SERVICE_KEY: serviceKey },
  });
  const pages = stage.start('the page', process.execPath, [vite, '--port', String(port + 2)], {
    cwd: here,
    env: { VITE_PORTRESS: publicUrl, NOTES_API: api },
  });
  await untilReady(page, pages);
  console.log(`
Open ${page} and sign in as ${people.anna} or, with the right to see statistics, as ${people.admin}; the password of
both is "${password}".

  the page   ${page}
  the API    ${api}
  Portress   ${publicUrl}

Ctrl-C ends it.
`);
});
