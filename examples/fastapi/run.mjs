// node examples/fastapi/run.mjs: Portress, and an API in Python that accepts its tokens.
import { fileURLToPath } from 'node:url';

import { runExample, untilReady } from '../equipment/run-example.mjs';
import { createServiceKey, portress, signUp, startPortress } from '../equipment/start-portress.mjs';
import { debianPackages, findPython } from './find-python.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const usage = `Usage: node examples/fastapi/run.mjs [--port N]

Starts Portress in an empty folder, makes an account and a service key, and starts the API of this folder with uvicorn.
Ctrl-C ends both and removes the folder.

  --port N    Portress; the API is on the next port (8320 by default)`;

const person = { email: 'anna@example.com', password: 'three quiet porters' };

await runExample({ usage, options: { port: { type: 'string', default: '8320' } } }, async (stage) => {
  const port = Number(stage.options.port);
  const python = findPython();
  if (python === undefined)
    throw new Error(`no Python that has what the API imports. Install it by one of
  apt-get install ${debianPackages.join(' ')}
  python3 -m venv venv && . venv/bin/activate && pip install fastapi uvicorn pyjwt httpx cryptography`);
  const { publicUrl, env } = await startPortress(stage, { port });
  await signUp(publicUrl, person);
  await portress(env, 'accounts', 'role', person.email, 'admin');
  const serviceKey = await createServiceKey(env, 'notes', ['revocations:read']);
  const api = stage.start('the API', python, ['-B', '-m', 'uvicorn', 'app:app', '--port', String(port + 1)], {
    cwd: here,
    env: { PORTRESS_ISSUER: publicUrl, PORTRESS_AUDIENCE: publicUrl, PORTRESS_SERVICE_KEY: serviceKey },
  });
  await untilReady(`http://localhost:${port + 1}/docs`, api);
  console.log(greeting(publicUrl, `http://localhost:${port + 1}`));
});

function greeting(publicUrl, api) {
  return `
The API is at ${api}, its pages at ${api}/docs; Portress is at ${publicUrl}.

Sign in, call, sign out, call again:
  TOKEN=$(curl -s ${publicUrl}/api/auth/sign-in -H 'Content-Type: application/json' \\
    -d '{"login": "${person.email}", "password": "${person.password}"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s ${api}/notes -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"text": "Milk"}'
  curl -s ${api}/notes -H "Authorization: Bearer $TOKEN"
  curl -si -X POST ${publicUrl}/api/auth/sign-out -H "Authorization: Bearer $TOKEN"
  curl -si ${api}/notes -H "Authorization: Bearer $TOKEN"

Ctrl-C ends it.
`;
}
