// npm run dev: API and web client with hot reload on one port. Vite listens there and passes what belongs to the server
// on to it; the server runs on a free loopback port under `node --watch`.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const web = join(root, 'packages/web');
const serverPaths = ['api', '.well-known', 'docs', 'openapi.json', 'healthz', 'readyz', 'metrics', 'dev', 'problems'];

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(`Usage: npm run dev

Serves API and web client with hot reload on one port (PORT, 8000 by default). A change of the server restarts it,
a change of a page appears in the browser. Settings come from the environment and .env.`);
  process.exit(0);
}

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 8000);
const publicUrl = process.env.PUBLIC_URL || `http://localhost:${port}`;
const serverPort = await freePort();
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
    ...(base ? { base: `${base}/`, plugins: [baseIn(base)] } : {}),
    server: { host, port, strictPort: true, proxy: { [proxied]: proxyToServer() } },
  });
  return started.listen();
}

// What the server writes into the built page when PUBLIC_URL holds a path.
function baseIn(base) {
  return {
    name: 'base',
    transformIndexHtml: (html) => html.replace('<base href="/" />', `<base href="${base}/" />`),
  };
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
