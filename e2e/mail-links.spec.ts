import type { Page, Request } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';

const tokenOf = (link: string): string => link.split('#token=')[1] ?? '';

/** Everything that the page asks for while this is done, with the headers as they went out. */
async function requestsWhile(page: Page, act: () => Promise<void>) {
  const seen: Request[] = [];
  const note = (request: Request) => seen.push(request);
  page.context().on('request', note);
  await act();
  await page.waitForLoadState('networkidle');
  page.context().off('request', note);
  return Promise.all(seen.map(async (request) => ({ url: request.url(), headers: await request.allHeaders() })));
}

test('C14: pages of mailed links send no Referer, load nothing of others, and leave the token in no address', async ({
  page,
  people,
  inbox,
  service,
}) => {
  const [waiting, known] = [await people.signUp(), await people.make()];
  await page.request.post('api/auth/password-reset/request', { data: { email: known.email } });
  const setup = service.setupLink ?? '';
  const links = [
    { link: linkIn(await inbox.newestTo(waiting.email)), heading: 'Confirm your e-mail', button: 'Confirm e-mail' },
    { link: linkIn(await inbox.newestTo(known.email, 2)), heading: 'New password', button: 'Save password' },
    { link: setup, heading: undefined, button: undefined },
  ];
  for (const { link, heading, button } of links) {
    const token = tokenOf(link);
    expect(token.length).toBeGreaterThan(40);
    const answer = await page.request.get(link);
    expect(answer.headers()).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    const html = await answer.text();
    // No element of the page may allow more than its header does, and nothing in it comes from elsewhere.
    for (const [, policy] of html.matchAll(/<meta name="referrer" content="([^"]*)"/g))
      expect(policy).toBe('no-referrer');
    for (const [, address = ''] of html.matchAll(/(?:src|href|action)="([^"]*)"/g))
      expect(address).toMatch(/^(?:\.?\/(?!\/)|data:)/);

    const requests = await requestsWhile(page, async () => {
      await page.goto('sign-in');
      await page.goto(link);
      if (heading) await expectPage(page, heading);
      if (button === 'Save password') await page.getByLabel('New password').fill('four patient lanterns');
      if (button) await page.getByRole('button', { name: button }).click();
      if (button) await expect(page).not.toHaveURL(/token/);
    });
    expect(requests.length).toBeGreaterThan(3);
    for (const { url, headers } of requests) {
      expect(new URL(url).origin).toBe(new URL(service.url).origin);
      expect([url, headers.referer ?? '']).toEqual([url, '']);
      const address = new URL(url);
      expect(address.pathname + address.search).not.toContain(token);
    }
  }
});

test('K4: no page of ours is shown in a frame of somebody else', async ({ browser, service }) => {
  // Not watched: that the browser complains is what is wanted.
  const context = await browser.newContext();
  const page = await context.newPage();
  const pages = ['sign-in', 'sign-up', 'account', 'reset-password', 'setup', 'dev/inbox', 'problems', 'docs/'];
  const frames = pages.map((path) => `<iframe name="${path}" src="${service.url}/${path}"></iframe>`).join('');
  await context.route('https://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: frames }));
  await page.goto('https://evil.example/');
  for (const path of pages) {
    const frame = page.frame({ name: path });
    await expect.poll(() => frame?.url(), { message: path }).toMatch(/^chrome-error:/);
  }
  await context.close();
});
