// npm start: the web client and the documentation built when needed, then the server, which serves everything on one port.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildDocumentation } from './build-documentation.mjs';
import { buildWebClient } from './build-web.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const passedOn = process.argv.slice(2);

if (passedOn.includes('--help') || passedOn.includes('-h')) {
  console.log(`Usage: npm start [-- arguments for the server]

Builds the web client and the documentation when their sources are newer than the build, then serves API, web client,
guides, API reference and development inbox on one port. Settings come from the environment and .env; .env.example
explains each.

  PORT=9000 npm start            listens on another port
  npm run portress -- --help     the command line
  npm run dev                    the same with hot reload`);
  process.exit(0);
}

try {
  await buildWebClient();
  // A guide with a fault keeps nobody from the service: the pages that were built before are served on.
  await buildDocumentation().catch((error) => console.error(`Sorry: ${error.message}`));
  startServer();
} catch (error) {
  console.error(`Sorry: ${error.message}`);
  process.exit(1);
}

function startServer() {
  const args = [join(root, 'packages/server/src/main.ts'), '--stop-with-parent', ...passedOn];
  // Keeps what Node made of the sources at the last start: the second one is ready in a fraction of the time.
  const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), ...process.env };
  // execve turns this process into the server: no parent that costs memory, no signals to pass on.
  if (process.platform !== 'win32' && process.execve)
    process.execve(process.execPath, [process.execPath, ...args], env);
  const server = spawn(process.execPath, args, { env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
