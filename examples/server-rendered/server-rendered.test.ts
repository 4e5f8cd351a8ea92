import { expect, test } from 'vitest';

import { findFreePorts } from '../equipment/run-example.mjs';
import { isAnswering, startExample } from '../equipment/spawn-example.ts';

test('a site without scripts: signed in by cookie, a form, another site’s form refused, signed out, and no token in a page', async () => {
  const port = await findFreePorts(3);
  const origin = `http://127.0.0.1:${port}`;
  const example = await startExample('server-rendered/run.mjs', '--port', String(port));
  const browser = createBrowser(origin);

  const welcome = await browser.send('/notes');
  expect(welcome.text).toContain('href="/sign-in?return_to=/notes"');
  expect((await browser.send('/sign-in?return_to=/notes')).text).toContain('<base href="/');

  // What the sign-in page of Portress sends.
  const login = { login: 'anna@example.com', password: 'three quiet porters', transport: 'cookie' };
  expect((await browser.send('/api/auth/sign-in', login, 'application/json')).status).toBe(200);
  expect((await browser.send('/notes')).text).toContain('Nothing yet.');

  const added = await browser.send('/notes', { text: '<script>alert(1)</script>' });
  expect([added.status, added.location]).toEqual([303, '/notes']);
  expect((await browser.send('/notes')).text).toContain('<li>&lt;script&gt;alert(1)&lt;/script&gt;</li>');
  expect(await browser.send('/notes', { text: 'x'.repeat(201) })).toMatchObject({ status: 422 });

  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  for (const path of ['/notes', '/notes/sign-out'])
    expect(await browser.send(path, { text: 'Bread' }, undefined, foreign)).toMatchObject({ status: 403 });
  expect((await browser.send('/notes')).text).not.toContain('Bread');

  // The browser has dropped the access cookie at its end: the refresh cookie is enough, and the new cookies arrive.
  browser.cookies.delete('access_token');
  expect((await browser.send('/notes')).text).toContain('&lt;script&gt;');
  expect([...browser.cookies.keys()].toSorted()).toEqual(['access_token', 'refresh_token']);

  const kept = new Map(browser.cookies);
  const out = await browser.send('/notes/sign-out', {});
  expect([out.status, out.location]).toEqual([303, '/notes']);
  expect(browser.cookies.size).toBe(0);
  expect((await browser.send('/notes')).text).toContain('Sign in');
  // Whoever kept the cookies has nothing of them.
  const thief = createBrowser(origin, kept);
  await expect.poll(async () => (await thief.send('/notes')).text, { timeout: 5000, interval: 5 }).toContain('Sign in');
  expect(await thief.send('/notes', { text: 'Bread' })).toMatchObject({
    status: 303,
    location: '/sign-in?return_to=/notes',
  });

  for (const text of [...browser.pages, ...thief.pages]) expect(text).not.toMatch(/eyJ|access_token|refresh_token/);
  expect(await example.stop()).toBe(0);
  for (const offset of [0, 1, 2]) expect(await isAnswering(`http://127.0.0.1:${port + offset}/`)).toBe(false);
});

/** As much of a browser as the site needs: cookies, and the headers by which it says where a form stands. */
function createBrowser(origin: string, cookies = new Map<string, string>()) {
  const pages: string[] = [];
  return {
    cookies,
    /** What the site has sent to be read, as against what Portress' own pages have. */
    pages,
    async send(path: string, body?: object, type = 'application/x-www-form-urlencoded', from: object = {}) {
      const isForm = type !== 'application/json';
      const answer = await fetch(`${origin}${path}`, {
        redirect: 'manual',
        headers: {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          'sec-fetch-site': 'same-origin',
          ...(body && { origin, 'content-type': type }),
          ...from,
        },
        ...(body && {
          method: 'POST',
          body: isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body),
        }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await answer.text();
      if (path.startsWith('/notes')) pages.push(text);
      return { status: answer.status, location: answer.headers.get('location'), text };
    },
  };
}
