// A resource server as a process of its own, for tests that stop it: prints its address, then answers by the guard alone.
import { createServer } from 'node:http';

import { createNodeHttpGuard } from '../src/adapters/node-http.ts';
import { createVerifier } from '../src/create-verifier.ts';
import { listen } from './authorization-server.ts';

const [issuer = '', audience = '', serviceKey = ''] = process.argv.slice(2);
const verifier = createVerifier({ issuer, audience, serviceKey });
const guard = createNodeHttpGuard(verifier);
await verifier.ready();
const server = createServer(async (request, response) => {
  if (await guard(request, response)) response.end();
});
process.stdout.write(`${await listen(server)}\n`);
