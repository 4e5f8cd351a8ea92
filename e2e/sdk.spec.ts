import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { buildSdk, builtSdk, bundlePage, type ForeignOrigin, openForeignOrigin } from './equipment/foreign-origin.ts';
import { signInByForm } from './equipment/forms.ts';
import { oldestNode } from './equipment/oldest-node.ts';
import type { Person } from './equipment/people.ts';
import { freePort, root, type Service, startService } from './equipment/start-service.ts';

// One service and one build for all of them.
test.describe.configure({ mode: 'default' });

const password = 'three quiet porters';
let application: ForeignOrigin;
let service: Service;
/** The same application on a site of its own: `SameSite=Lax` keeps the service's cookies out of what its pages ask for. */
let otherSite: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  buildSdk();
  application = await openForeignOrigin(await freePort());
  otherSite = application.origin.replace('localhost', 'app.localhost');
  const origins = `${application.origin},${otherSite}`;
  service = await startService({ MAIL: 'off', APP_ORIGINS: origins, ACCESS_TOKEN_SECONDS: '2' });
});

test.afterAll(async () => {
  await application?.close();
  await service?.remove();
});

async function signUp(email = `${randomUUID().slice(0, 8)}@example.com`): Promise<Person> {
  const answer = await fetch(`${service.url}/api/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(201);
  return { email, password };
}

/** Opens the application and makes its client there; `told` is what its listeners heard. */
async function open(page: Page, origin = application.origin): Promise<void> {
  await page.goto(`${origin}/page.html`);
  await page.waitForFunction(() => 'sdk' in window);
  await page.evaluate((baseUrl) => {
    const seen = window as unknown as Seen;
    seen.told = [];
    seen.portress = seen.sdk.createPortress({ baseUrl });
    seen.portress.subscribe((change) => seen.told.push(change.kind));
  }, service.url);
}

/** What the page's scripts put on the window. */
interface Seen {
  sdk: { createPortress: (options: { baseUrl: string }) => Client };
  portress: Client;
  told: string[];
}

interface Client {
  transport: string;
  subscribe(listener: (change: { kind: string }) => void): () => void;
  signIn(proof: { login: string; password: string }): Promise<unknown>;
  signOut(): Promise<void>;
  accessToken(): Promise<string | null>;
  account: { find(): Promise<{ email: string }> };
}

const signIn = (page: Page, { email, password }: Person) =>
  page.evaluate((proof) => (window as unknown as Seen).portress.signIn(proof).then(() => undefined), {
    login: email,
    password,
  });
const signOut = (page: Page) => page.evaluate(() => (window as unknown as Seen).portress.signOut());
const told = (page: Page) => page.evaluate(() => (window as unknown as Seen).told);
const find = (page: Page, times: number) =>
  page.evaluate(async (count) => {
    const asked = Array.from({ length: count }, () => (window as unknown as Seen).portress.account.find());
    return (await Promise.all(asked)).map(({ email }) => email);
  }, times);
const tokens = (page: Page, times: number) =>
  page.evaluate(
    (count) => Promise.all(Array.from({ length: count }, () => (window as unknown as Seen).portress.accessToken())),
    times,
  );

/** The exchanges that the browser has made so far, and the access token that it sent last. */
function listen(context: BrowserContext) {
  const seen = { refreshes: 0, accessToken: '' };
  context.on('request', (request) => {
    if (request.url().endsWith('/api/auth/refresh') && request.method() === 'POST') seen.refreshes += 1;
    const { authorization } = request.headers();
    if (authorization) seen.accessToken = authorization;
  });
  return seen;
}

/** Asked without its cookie, so that the service has nothing to renew it by. */
async function untilExpired(authorization: string): Promise<void> {
  const ask = async () => (await fetch(`${service.url}/api/account`, { headers: { authorization } })).status;
  await expect.poll(ask).toBe(401);
}

test('a page of another origin signs in, outlives its access token with at most one refresh, and signs out', async ({
  page,
  context,
}) => {
  const person = await signUp();
  const seen = listen(context);
  await open(page);
  await signIn(page, person);
  expect(await find(page, 1)).toEqual([person.email]);
  await untilExpired(seen.accessToken);
  // With the cookie beside it the service renews in passing.
  expect(await find(page, 20)).toEqual(Array(20).fill(person.email));
  expect(seen.refreshes).toBe(0);

  const handedOut = new Set(await tokens(page, 20));
  expect([handedOut.size, seen.refreshes]).toEqual([1, 1]);
  expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0]);

  await page.reload();
  await open(page);
  expect(await find(page, 3), 'after a reload the cookie is enough').toEqual(Array(3).fill(person.email));
  await signOut(page);
  expect(await told(page)).toEqual(['signed_out']);
  const refused = await page.evaluate(() =>
    (window as unknown as Seen).portress.account.find().catch((error: { code: string }) => error.code),
  );
  expect(refused).toBe('not_signed_in');
});

test('two tabs of that page share one refresh, and each hears of the other’s sign-in and sign-out', async ({
  page,
  context,
}) => {
  const person = await signUp();
  const seen = listen(context);
  const other = await context.newPage();
  await open(page);
  await open(other);
  await signIn(page, person);
  await expect.poll(() => told(other)).toEqual(['signed_in']);
  expect(await find(other, 1)).toEqual([person.email]);
  await untilExpired(seen.accessToken);
  // The exchange is held back until the other tab waits its turn, so that both want it at once.
  const waiting = () => page.evaluate(async () => (await navigator.locks.query()).pending?.length);
  await context.route('**/api/auth/refresh', async (route) => {
    await expect.poll(waiting).toBe(1);
    await route.continue();
  });
  const handedOut = new Set((await Promise.all([tokens(page, 5), tokens(other, 5)])).flat());
  expect([handedOut.size, seen.refreshes]).toEqual([1, 1]);
  await signOut(other);
  await expect.poll(() => told(page)).toEqual(['signed_in', 'signed_out']);
});

test('in a worker the client signs in, refreshes once for many, and signs out', async ({ page, context }) => {
  const { email } = await signUp();
  const seen = listen(context);
  await page.goto(`${application.origin}/page.html`);
  const ask = async (deed: string, input?: unknown) =>
    page.evaluate(
      async ([deed, input, service]) => {
        const place = window as unknown as { worker?: Worker };
        place.worker ??= new Worker(`./worker.js?service=${encodeURIComponent(String(service))}`, { type: 'module' });
        const { port1, port2 } = new MessageChannel();
        place.worker.postMessage({ deed, input }, [port2]);
        return new Promise((resolve) => {
          port1.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
        });
      },
      [deed, input, service.url] as const,
    );
  expect(await ask('signIn', { login: email, password })).toHaveProperty('answer.account.email', email);
  expect(await ask('find', 1)).toEqual({ answer: 1 });
  await untilExpired(seen.accessToken);
  expect(await ask('find', 20)).toEqual({ answer: 20 });
  const before = seen.refreshes;
  const { answer } = (await ask('tokens', 20)) as { answer: string[] };
  expect([new Set(answer).size, seen.refreshes - before]).toEqual([1, 1]);
  expect(await ask('signOut')).toEqual({ answer: undefined });
  expect(await ask('told')).toEqual({ answer: ['split', 'in, here', 'out, signed_out'] });
  expect(await ask('find', 1)).toEqual({ code: 'not_signed_in' });
});

test('React draws who is signed in, leads to the sign-in page and back, and follows the other tabs', async ({
  page,
  context,
}) => {
  const person = await signUp();
  const address = `${application.origin}/react-page.html?service=${encodeURIComponent(service.url)}`;
  const state = page.locator('#state');
  await page.goto(address);
  await expect(state).toHaveText('signed out');
  await page.getByRole('button', { name: 'Sign in at Portress' }).click();
  await signInByForm(page, person);
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('heading', { name: `Hello ${person.email}` })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in at Portress' })).toHaveCount(0);

  const other = await context.newPage();
  await other.goto(address);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.locator('#state')).toHaveText('signed out');
  await expect(state).toHaveText('signed out');

  await open(other);
  await signIn(other, person);
  await expect(state).toHaveText(person.email);
  await context.setOffline(true);
  await state.click();
  await expect(state).toHaveText(`${person.email}, PortressUnreachable`);
  await context.setOffline(false);
  await state.click();
  await expect(state).toHaveText(person.email);
});

/** Signs in on the service's own pages, and comes back to the application. */
async function comeBack(page: Page, origin: string, person: Person): Promise<void> {
  await page.goto(`${service.url}/sign-in?return_to=${encodeURIComponent(`${origin}/page.html`)}`);
  await signInByForm(page, person);
  await expect(page).toHaveURL(`${origin}/page.html`);
}

/** What the application is told when it asks for its account, or for an access token. */
const answerTo = (page: Page, deed: 'find' | 'accessToken') =>
  page.evaluate(async (asked) => {
    const { portress } = window as unknown as Seen;
    const answer = asked === 'find' ? portress.account.find() : portress.accessToken();
    return answer.then(
      (found) => (typeof found === 'string' ? 'a token' : found?.email),
      (error: { code?: string; reason?: string }) => error.code ?? error.reason,
    );
  }, deed);

test('a session of the service’s own pages gives a page of another origin no access token', async ({ page }) => {
  const person = await signUp();
  await comeBack(page, application.origin, person);
  await open(page);
  expect([await answerTo(page, 'find'), await answerTo(page, 'accessToken')]).toEqual([person.email, 'unreadable']);
});

test('a page of another site has no session of the service’s own pages, and after a reload not its own', async ({
  page,
}) => {
  const person = await signUp();
  await comeBack(page, otherSite, person);
  await open(page, otherSite);
  expect(await answerTo(page, 'find')).toBe('invalid_refresh_token');
  await signIn(page, person);
  await open(page, otherSite);
  expect(await answerTo(page, 'find')).toBe('invalid_refresh_token');
});

test('the README’s React example draws what it says', async ({ page }) => {
  const person = await signUp();
  const [example = ''] = await readmeExamples('jsx');
  const here = example.replace('http://localhost:8000', service.url);
  application.show('/readme.html', bundlePage(drawn(here)));
  await page.goto(`${application.origin}/readme.html`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signInByForm(page, person);
  await expect(page.getByRole('heading', { name: `Hello ${person.email}` })).toBeVisible();
});

test('the pages of “Add accounts to an app you have” greet who has come back from signing in', async ({ page }) => {
  const person = await signUp();
  const guide = await readFile(join(root, 'docs/guides/add-accounts.md'), 'utf8');
  const [[plain = ''], [react = '']] = [examplesIn(guide, 'html'), examplesIn(guide, 'jsx')];
  const here = (text: string) => text.replace('http://localhost:8000', service.url);
  application.showPage('/guide.html', here(plain));
  await page.goto(`${application.origin}/guide.html`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signInByForm(page, person);
  await expect(page.getByText(`Hello ${person.email}`)).toBeVisible();

  application.show('/guide-react.html', bundlePage(drawn(here(react))));
  await page.goto(`${application.origin}/guide-react.html`);
  await expect(page.getByText(`Hello ${person.email}`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
});

/** The blocks of one language. */
async function readmeExamples(language: string): Promise<string[]> {
  return examplesIn(await readFile(join(builtSdk, 'README.md'), 'utf8'), language);
}

const examplesIn = (document: string, language: string): string[] =>
  [...document.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );

/** An example with what its reader's build puts around it. */
const drawn = (example: string): string => `${example}
import { createRoot } from 'react-dom/client';
createRoot(document.getElementById('page')).render(<App />);`;

test.describe('in Node', () => {
  const node = oldestNode();
  const absent = 'NOT RUN: this machine has no Node of its own, 20.19 or newer, beside the one from npm';
  let folder: string;

  test.beforeAll(async () => {
    if (!node) console.warn(`\n${absent}\n`);
    folder = await mkdtemp(join(tmpdir(), 'portress-sdk-'));
    await cp(builtSdk, join(folder, 'node_modules/@portress/sdk'), { recursive: true });
  });

  test.afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Runs a program in a folder where the package is installed. */
  async function run(name: string, text: string, ...args: string[]): Promise<string> {
    await writeFile(join(folder, name), text);
    const { stdout } = await promisify(execFile)(node?.path ?? '', args, { cwd: folder, env: {}, timeout: 20_000 });
    return stdout;
  }

  test(`the README’s examples run as they stand there (${node?.version ?? 'no Node'})`, async () => {
    test.skip(!node, absent);
    await signUp('anna@example.com');
    const [first = '', ...others] = await readmeExamples('js');
    const last = others.at(-1) ?? '';
    // The only thing that is otherwise: the service of this test listens elsewhere.
    const elsewhere = `const { fetch } = globalThis;
globalThis.fetch = (address, init) => fetch(String(address).replace('http://localhost:8000', '${service.url}'), init);`;
    await writeFile(join(folder, 'elsewhere.mjs'), elsewhere);
    const args = ['--import', './elsewhere.mjs', 'example.mjs'];
    expect(await run('example.mjs', first, ...args)).toBe('Signed in as anna@example.com\n1 contact\n');
    expect(await run('example.mjs', last, ...args), 'by the password').toBe('anna@example.com\n');
    const byStore = last.replace('three quiet porters', 'a wrong password');
    expect(await run('example.mjs', byStore, ...args), 'by the token that is stored').toBe('anna@example.com\n');
  });

  test(`twenty calls share one refresh, and a restart goes on by the stored token (${node?.version ?? 'no Node'})`, async () => {
    test.skip(!node, absent);
    const { email } = await signUp();
    const program = await readFile(join(root, 'packages/sdk/test/pages/in-node.mjs'), 'utf8');
    const printed = await run('in-node.mjs', program, 'in-node.mjs', service.url, email, password, 'refresh-token');
    expect(JSON.parse(printed)).toEqual({
      version: node?.version,
      transport: 'body',
      many: { answers: 20, exchanges: 1 },
      after: { answers: 'Olena', exchanges: 1 },
      signedOut: ['signed_out'],
      kept: null,
      refused: 401,
    });
  });
});
