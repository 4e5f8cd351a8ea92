import { describe, expect, it } from 'vitest';
import { openTestDatabase } from './every-database.ts';
import { copyRepository, type RepositoryCopy, readDocument } from './repository-copy.ts';
import { openApp } from './test-app.ts';

const list = 'packages/server/src/apps/installed.ts';
const line = /^export \{ \w+ \} from '\.\/([\w-]+)\/app\.ts';$/gm;
const folders = [...readDocument(list).matchAll(line)].map(([, folder = '']) => folder);
const json = { 'content-type': 'application/json' };

/** The heading of an app's calls. */
async function readTag(folder: string): Promise<string> {
  const [app] = Object.values((await import(`../src/apps/${folder}/app.ts`)) as Record<string, { tag: string }>);
  return app?.tag ?? '';
}

/** Folder, migrations and line. @returns how many migrations that were */
function removeApp(copy: RepositoryCopy, folder: string): number {
  copy.remove(`packages/server/src/apps/${folder}`);
  const own = new RegExp(`/\\d{4}-${folder}(?:-[a-z0-9-]+)?\\.ts$`);
  const migrations = copy.list('packages/server/src/migrations').filter((path) => own.test(path));
  for (const path of migrations) copy.remove(path);
  const lines = copy.read(list).split('\n');
  copy.write(list, lines.filter((text) => !text.includes(`'./${folder}/app.ts'`)).join('\n'));
  return migrations.length;
}

/** The calls of the service as it is here, each with its heading. */
async function readCalls() {
  const app = await openApp(await openTestDatabase('sqlite'));
  const calls = app.app.routes.map(({ method, path, tag }) => ({ method, path, tag }));
  await app.close();
  return calls;
}

/** An account of its own at the service, and its access token. */
async function signUp(url: string, copy: RepositoryCopy): Promise<string> {
  const person = { email: 'ada@example.com', password: 'a door that opens' };
  const post = (path: string, body: object) =>
    fetch(`${url}/api/auth/${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
  expect((await post('sign-up', person)).status).toBe(201);
  await copy.node('packages/server/src/cli/portress.ts', 'accounts', 'verify', person.email, '--now');
  const answer = await post('sign-in', { login: person.email, password: person.password });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

type Call = Awaited<ReturnType<typeof readCalls>>[number];

/** Starts the service without the apps, and asks for their calls and for all others. */
async function expectGone(
  copy: RepositoryCopy,
  { tags, own, others }: { tags: string[]; own: Call[]; others: Call[] },
): Promise<void> {
  const service = await copy.serve();
  try {
    const headers = { ...json, authorization: `Bearer ${await signUp(service.url, copy)}` };
    const ask = async (method: string, path: string) => {
      const url = service.url + path.replace(/:\w+/g, 'x');
      const body = method === 'GET' ? {} : { body: '{}' };
      const answer = await fetch(url, { method, headers, redirect: 'manual', ...body });
      return { status: answer.status, text: await answer.text() };
    };
    for (const { method, path } of own) {
      const { status, text } = await ask(method, path);
      expect([method, path, status, JSON.parse(text).code]).toEqual([method, path, 404, 'not_found']);
    }
    for (const { method, path } of others.filter((call) => call.method === 'GET' && !call.path.includes(':')))
      expect([path, [404, 500].includes((await ask(method, path)).status)]).toEqual([path, false]);

    const document = (await ask('GET', '/openapi.json')).text;
    const described = Object.keys(JSON.parse(document).paths);
    expect(described).toEqual(expect.arrayContaining(['/api/auth/sign-in', '/api/account']));
    const paths = own.map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
    expect(described.filter((path) => paths.includes(path))).toEqual([]);
    for (const tag of tags) expect(document).not.toContain(`"${tag}"`);
    const samples = ['sample-data', '--account', 'ada@example.com'];
    expect(await copy.node('packages/server/src/cli/portress.ts', ...samples)).toContain('ada@example.com');
    expect((await ask('GET', '/api/account/export')).status).toBe(200);
  } finally {
    await service.stop();
  }
}

describe('an app is taken out by its folder, its migrations and its line', { timeout: 300_000 }, () => {
  it('there are apps to try it with', () => {
    expect(folders.length).toBeGreaterThan(0);
  });

  const cases = [...folders.map((folder) => [folder]), ...(folders.length > 1 ? [folders] : [])];
  it.each(cases.map((removed) => ({ removed, title: removed.join(' and ') })))(
    '$title: everything else compiles, starts and works, and nothing answers for it',
    async ({ removed }) => {
      const copy = copyRepository();
      try {
        for (const folder of removed) {
          expect(removeApp(copy, folder)).toBeGreaterThan(0);
          expect(copy.find(folder), 'what belongs to an app lies in its folder').toEqual([]);
        }
        await copy.compile();
        const tags = await Promise.all(removed.map(readTag));
        const calls = await readCalls();
        const own = calls.filter(({ tag }) => tags.includes(tag));
        for (const tag of tags) expect([tag, own.some((call) => call.tag === tag)]).toEqual([tag, true]);
        await expectGone(copy, { tags, own, others: calls.filter((call) => !own.includes(call)) });
      } finally {
        copy.close();
      }
    },
  );
});
