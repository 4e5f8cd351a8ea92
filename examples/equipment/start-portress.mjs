// A Portress of the example's own, in an empty folder, and what an operator would type: an account, a role, a service key.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { untilReady } from './run-example.mjs';

const main = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));
const commandLine = fileURLToPath(new URL('../../packages/server/src/cli/portress.ts', import.meta.url));
const run = promisify(execFile);

/**
 * @param {import('./run-example.mjs').Stage} stage
 * @param {{ port: number, path?: string, name?: string, settings?: Record<string, string>, onEnd?: () => void }} options
 *   `path`: cookies know no ports, so below a path of its own it leaves those of another service on localhost alone
 */
export async function startPortress(stage, { port, path = '/accounts', name = 'Portress', settings = {}, onEnd }) {
  const publicUrl = settings.PUBLIC_URL ?? `http://localhost:${port}${path}`;
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATA_DIR: stage.folder,
    DATABASE_URL: `sqlite:${join(stage.folder, 'portress.db')}`,
    MAIL: 'off',
    LOG_LEVEL: 'error',
    ...settings,
  };
  const service = stage.start(name, process.execPath, [main, '--stop-with-parent'], { env, onEnd });
  await untilReady(`http://127.0.0.1:${port}${new URL(publicUrl).pathname.replace(/\/$/, '')}/readyz`, service);
  return { publicUrl, env, service };
}

/**
 * One command of `portress`, on the installation that `env` describes.
 *
 * @returns {Promise<string>} what it printed
 */
export async function portress(env, ...args) {
  const { stdout } = await run(process.execPath, [commandLine, ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
  });
  return stdout;
}

/** @returns {Promise<string>} the key, which is shown this once */
export async function createServiceKey(env, name, scopes) {
  const printed = await portress(env, 'service-keys', 'create', name, '--scopes', scopes.join(','));
  const key = /psk_\S+/.exec(printed)?.[0];
  if (key === undefined) throw new Error(`no service key was printed:\n${printed}`);
  return key;
}

/** @param {{ email: string, password: string }} person */
export async function signUp(publicUrl, person) {
  const answer = await post(`${publicUrl}/api/auth/sign-up`, person);
  if (answer.status !== 201) throw new Error(`the account could not be made: ${await answer.text()}`);
}

/**
 * Signs in as a program does: both tokens in the answer.
 *
 * @returns {Promise<{ access_token: string, refresh_token: string, session_id: string }>}
 */
export async function signIn(publicUrl, { email, password }) {
  const answer = await post(`${publicUrl}/api/auth/sign-in`, { login: email, password });
  if (answer.status !== 200) throw new Error(`signing in failed: ${await answer.text()}`);
  return answer.json();
}

/** @returns {Promise<Response>} 204 when the session has ended */
export const signOut = (publicUrl, accessToken) =>
  fetch(`${publicUrl}/api/auth/sign-out`, { method: 'POST', headers: { authorization: `Bearer ${accessToken}` } });

const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
