import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import newman from 'newman';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { openTestDatabase } from './every-database.ts';
import { givenServiceKey } from './given-service-key.ts';
import { readDocument } from './repository-copy.ts';
import { openApp, type TestApp } from './test-app.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const file = 'docs/reference/portress.postman_collection.json';
const guide = readDocument('docs/guides/postman.md');
const run = promisify(execFile);

type Request = { method: string; url: { path: string[] } };
type Folder = { name: string; item: { name: string; request: Request }[] };
const collection: { item: Folder[]; variable: { key: string; value: string }[] } = JSON.parse(readDocument(file));
const requests = collection.item.flatMap(({ item }) => item);

/** The service on a port, with what stands in front of it. */
async function given(front: (service: TestApp) => RequestListener = ({ app }) => app.server.routing) {
  const service = await openApp(await openTestDatabase('sqlite'));
  const server = createServer(front(service)).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await service.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { ...service, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The collection, or some of its folders, in Postman's own runner: what was answered, and what the tests complain of. */
function press(variables: Record<string, string>, folder: string[] = []) {
  const envVar = Object.entries(variables).map(([key, value]) => ({ key, value }));
  return new Promise<{ answered: string[]; failures: string[] }>((resolve, reject) =>
    newman.run({ collection: root + file, folder, envVar, timeoutRequest: 10_000 }, (error, { run: ran }) => {
      if (error) return reject(error);
      const tested = ran.executions.filter(({ response, assertions = [] }) => response && assertions.length > 0);
      resolve({
        // A script that asks for something itself makes the runner name the request twice.
        answered: [...new Set(tested.map(({ item }) => item.name))],
        failures: ran.failures.map(({ error: fault, source }) => `${source.name}: ${fault.message}`),
      });
    }),
  );
}

// Seventy requests, each with its scripts, on a machine that may be busy.
describe('the Postman collection', { timeout: 120_000 }, () => {
  it('has every call of the OpenAPI document, and no secret', () => {
    const calls = requests.map(({ request: { method, url } }) => `${method} /${url.path.join('/')}`);
    const document: { paths: Record<string, object> } = JSON.parse(readDocument('docs/reference/openapi.json'));
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(new Set(requests.map(({ name }) => name)).size).toBe(requests.length);
    expect([...new Set(calls)].sort()).toEqual(documented.sort());
    expect(collection.variable.filter(({ value }) => value !== '')).toEqual([
      { key: 'base_url', value: 'http://localhost:8000' },
    ]);
  });

  it('R08: is pressed from top to bottom, and every request is answered as the document says', async () => {
    // A stream would go on for ever.
    const service = await given(({ app }) => (request, response) => {
      if (request.url?.endsWith('/stream')) setTimeout(() => response.end(), 300);
      app.server.routing(request, response);
    });
    const { key } = await givenServiceKey(service, ['revocations:read', 'accounts:read', 'introspect']);
    const link = (await findSetupLink(service.app.context)) ?? '';
    const { answered, failures } = await press({
      base_url: service.url,
      setup_token: link.split('#token=')[1] ?? '',
      service_key: key,
      streams: 'on',
    });
    expect(failures).toEqual([]);
    expect(answered).toEqual(requests.map(({ name }) => name));
  });

  it('replaces an access token that has expired, and clears the tokens of a session that has ended', async () => {
    const service = await given();
    const tokens = (await service.signIn(await service.givenAccount())).json();
    await service.clock.wind({ seconds: 1000 });
    const { access_token, refresh_token } = tokens;
    const expired = { base_url: service.url, access_token, access_expires_at: '1' };
    const folder = ['The account that is signed in'];
    expect(await press({ ...expired, refresh_token }, folder)).toEqual({ answered: folder, failures: [] });
    const { failures } = await press({ ...expired, refresh_token: 'of-a-session-that-ended' }, folder);
    expect(failures).toEqual([expect.stringMatching(/401 not_signed_in/)]);
  });

  it('complains of an answer that the document does not name', async () => {
    const service = await given(({ app }) => (request, response) => {
      if (request.url !== '/.well-known/jwks.json') return app.server.routing(request, response);
      response.writeHead(201).end('{}');
    });
    const { answered, failures } = await press({ base_url: service.url }, ['Service']);
    expect(failures).toEqual([expect.stringMatching(/^The public keys[^:]+: status 201/)]);
    expect(answered).toHaveLength(3);
  });

  it('is made and run as its guide says', async () => {
    const { url } = await given();
    const blocks = [...guide.matchAll(/^```sh\n([^`]+)^```$(?:\n```text\n([^`]+)^```$)?/gm)];
    expect(blocks).toHaveLength(2);
    const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
    const directory = mkdtempSync(join(tmpdir(), 'postman-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const here = (text: string): string =>
      text.replaceAll('http://localhost:8000', url).replaceAll(/accounts\.postman\S*/g, `${directory}/$&`);
    for (const [, script = '', shown] of blocks) {
      // All of it was pressed above; here it is the command itself that is tried.
      const line = script.includes('newman') ? `${script.trimEnd()} --folder Authentication` : script;
      const { stdout } = await run('bash', ['-euc', here(line)], { cwd: root, env: { ...process.env, PATH } });
      if (shown === undefined) expect(stdout).toContain('Exchange the refresh token');
      else expect(stdout).toBe(here(shown));
    }
    const made = readFileSync(join(directory, 'accounts.postman_collection.json'), 'utf8');
    expect(made).toContain('"value": "https://accounts.example.com"');
  });
});
