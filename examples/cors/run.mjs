// npm run demo:cors: one page on two origins, of which the service knows one.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const main = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));
const usage = `Usage: npm run demo:cors [-- --port N]

Starts a service of its own in an empty folder and the same page on two origins: one stands in APP_ORIGINS, the other doesn't.
Each signs in, refreshes, reads its account, adds a contact and lists them, and shows what came of it. Ctrl-C ends it and removes the folder.

  --port N    the service; the pages are on the next two ports (8300 by default)`;

const person = { email: 'demo@example.com', password: 'paper boat on a quiet lake' };
const readyMilliseconds = 60_000;

const port = readPort();
const pages = { allowed: `http://localhost:${port + 1}`, refused: `http://localhost:${port + 2}` };
// Cookies know no ports: below a path of their own they leave those of another service on localhost alone.
const publicUrl = `http://localhost:${port}/accounts`;
const folder = mkdtempSync(join(tmpdir(), 'portress-demo-'));
const service = startService();
const servers = [];
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));
service.on('exit', (code) => stop(code === 0 ? 0 : 1));

try {
  await untilReady();
  await signUp();
  for (const address of Object.values(pages)) servers.push(await servePages(Number(new URL(address).port)));
  console.log(greeting());
} catch (error) {
  console.error(`Sorry: ${error.message}`);
  stop(1);
}

function readPort() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string', default: '8300' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const number = Number(values.port);
    if (!Number.isInteger(number) || number < 1 || number > 65_533) throw new Error('--port must be a port number');
    return number;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

function startService() {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'development',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    APP_ORIGINS: pages.allowed,
    DATA_DIR: folder,
    DATABASE_URL: `sqlite:${join(folder, 'portress.db')}`,
    MAIL: 'off',
    LOG_LEVEL: 'error',
  };
  return spawn(process.execPath, [main, '--stop-with-parent'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function untilReady() {
  const deadline = Date.now() + readyMilliseconds;
  while (Date.now() < deadline) {
    if (service.exitCode !== null) throw new Error('the service did not start');
    const answer = await fetch(`${publicUrl}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the service is not ready after a minute');
}

async function signUp() {
  const answer = await fetch(`${publicUrl}/api/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  if (answer.status !== 201) throw new Error(`the demonstration account could not be made: ${await answer.text()}`);
}

/** The same files on each origin: what differs is only whether the service knows it. */
function servePages(pagePort) {
  const files = {
    '/': ['text/html', 'index.html'],
    '/client.html': ['text/html', 'client.html'],
    '/client.mjs': ['text/javascript', 'client.mjs'],
    '/index.mjs': ['text/javascript', 'index.mjs'],
    '/style.css': ['text/css', 'style.css'],
  };
  const settings = JSON.stringify({ service: publicUrl, ...pages, ...person });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/settings.json') return response.setHeader('content-type', 'application/json').end(settings);
    const file = files[path];
    if (file === undefined) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
    response.setHeader('content-type', `${file[0]}; charset=utf-8`).end(readFileSync(join(here, file[1])));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(pagePort, 'localhost', () => resolve(server));
  });
}

function greeting() {
  return `
Open ${pages.allowed}: both origins side by side.

  the service           ${publicUrl}
  stands in APP_ORIGINS ${pages.allowed}
  does not              ${pages.refused}

The same by hand, without a browser:
  curl -si -X OPTIONS ${publicUrl}/api/auth/sign-in -H 'Origin: ${pages.allowed}' -H 'Access-Control-Request-Method: POST'
  curl -si -X OPTIONS ${publicUrl}/api/auth/sign-in -H 'Origin: ${pages.refused}' -H 'Access-Control-Request-Method: POST'

Ctrl-C ends it.
`;
}

function stop(code) {
  if (isStopping) return;
  isStopping = true;
  for (const server of servers) server.close();
  if (service.exitCode === null) service.kill('SIGTERM');
  const leave = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  if (service.exitCode !== null || service.signalCode !== null) leave();
  else service.once('exit', leave);
}
