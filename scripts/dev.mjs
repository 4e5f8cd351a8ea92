// npm run dev: API and web client with hot reload on one port. Vite listens there and passes what belongs to the server
// on to it; the server runs on a free loopback port under `node --watch`.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildWebClient } from './build-web.mjs';
import { runNode } from './build-when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const web = join(root, 'packages/web');
const serverPaths = [
  'api',
  'avatars',
  '.well-known',
  'docs',
  'guides',
  'openapi.json',
  'healthz',
  'readyz',
  'metrics',
  'dev',
  'problems',
];

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(`Usage: npm run dev

Serves API and web client with hot reload on one port (PORT, 8000 by default). A change of the server restarts it,
a change of a page appears in the browser, a change of a guide when its page is loaded again. Settings come from the
environment and .env.`);
  process.exit(0);
}

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 8000);
const publicUrl = process.env.PUBLIC_URL || `http://localhost:${port}`;
const serverPort = await freePort();
// The server takes its own page, and with it the settings, from the build; on a fresh clone there is none yet.
if (!existsSync(join(web, 'dist/index.html'))) await buildWebClient();
// A guide with a fault says so in the terminal, and the rest goes on.
await buildGuides();
followGuides();
const server = startServer();
const vite = await startVite().catch((error) => {
  server.kill();
  console.error(`Sorry: ${error.message}`);
  process.exit(1);
});
console.log(`\n  Web client and API with hot reload: ${publicUrl}\n`);

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));
server.on('exit', (code) => stop(code ?? 1));

function stop(code) {
  if (isStopping) return;
  isStopping = true;
  server.kill('SIGTERM');
  void vite.close().finally(() => process.exit(code));
}

/** In a process of its own: what builds them may have changed as well. */
function buildGuides() {
  return runNode([join(root, 'scripts/build-documentation.mjs')]);
}

// Folder by folder: a recursive watch loses sight of a file that an editor saves under another name and renames.
function followGuides() {
  let waiting;
  const buildSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(buildGuides, 300);
  };
  for (const folder of ['docs', 'packages/documentation/src', 'deploy'].map((path) => join(root, path))) {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const within = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of [folder, ...within]) watch(path, buildSoon);
  }
}

function startServer() {
  const env = {
    TRUSTED_PROXIES: '127.0.0.1/32',
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(serverPort),
    PUBLIC_URL: publicUrl,
  };
  const args = ['--watch', '--watch-preserve-output', join(root, 'packages/server/src/main.ts')];
  return spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
}

async function startVite() {
  const entry = createRequire(join(web, 'package.json')).resolve('vite');
  const { createServer: createVite } = await import(pathToFileURL(entry).href);
  const base = new URL(publicUrl).pathname.replace(/\/$/, '');
  const proxied = `^${base}/(?:${serverPaths.map((path) => path.replaceAll('.', '\\.')).join('|')})(?:[/?]|$)`;
  const started = await createVite({
    root: web,
    ...(base ? { base: `${base}/` } : {}),
    plugins: [asTheServerWritesIt(base)],
    server: { host, port, strictPort: true, proxy: { [proxied]: proxyToServer() } },
  });
  return started.listen();
}

// The server writes into each page it serves where it lives and what the operator has set: here Vite serves the page,
// so both are put into it, the settings as the server has them at this moment.
function asTheServerWritesIt(base) {
  return {
    name: 'as-the-server-writes-it',
    async transformIndexHtml(html) {
      const settings = await settingsOfServer(`http://127.0.0.1:${serverPort}${base}/`);
      return html.replace('<base href="/" />', () => `<base href="${base}/" />${settings}`);
    },
  };
}

// A server that is just starting, or starting again after a change, is waited for; a page without settings still works.
async function settingsOfServer(page) {
  const patienceEndsAt = performance.now() + 15_000;
  while (performance.now() < patienceEndsAt) {
    const answer = await fetch(page, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer) return /<meta name="portress-settings"[^>]*>/.exec(await answer.text())?.[0] ?? '';
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return '';
}

function proxyToServer() {
  return {
    target: `http://127.0.0.1:${serverPort}`,
    xfwd: true,
    configure: (proxy) => proxy.on('error', (_error, _request, response) => answerRestarting(response)),
  };
}

function answerRestarting(response) {
  if (!response.writeHead || response.headersSent) return;
  response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '1' });
  response.end('The server is starting or has stopped: look at the terminal.\n');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
