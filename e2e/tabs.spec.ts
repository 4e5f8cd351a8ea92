import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { cookieNamed } from './equipment/cookies.ts';
import { countExchanges, refuseUntilRenewed } from './equipment/exchanges.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { shortTokens } from './equipment/short-tokens.ts';

test.use({ settings: shortTokens });

const aSecond = { timeout: 1000 };

/** Seconds to answer and few bytes at a time, for this tab alone. */
async function slowDown(page: Page, condition: { latency: number; isOffline?: boolean }): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const throughput = condition.isOffline ? 0 : 200_000;
  await session.send('Network.emulateNetworkConditions', {
    offline: condition.isOffline ?? false,
    latency: condition.latency,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
}

async function openTabs(context: BrowserContext, count: number, path: string): Promise<Page[]> {
  const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto(path)));
  for (const tab of tabs) await expectPage(tab, 'Profile');
  return tabs;
}

test('ten tabs come back on a slow network with an expired access token: one rotation, nobody is signed out', async ({
  page,
  context,
  people,
}) => {
  await people.signIn(page, await people.make());
  test.slow();
  const before = await cookieNamed(context, 'refresh_token');
  const tabs = await openTabs(context, 10, 'account');
  const { rotatedTo, exchanges } = countExchanges(context);
  await Promise.all(tabs.map((tab) => slowDown(tab, { latency: 150 })));
  await expect.poll(() => cookieNamed(context, 'access_token')).toBeNull();
  await Promise.all(tabs.map((tab) => tab.reload({ waitUntil: 'commit' })));
  for (const tab of tabs) await expectPage(tab, 'Profile');
  await Promise.all(tabs.map((tab) => tab.waitForLoadState()));
  expect(rotatedTo().size).toBe(1);
  expect(rotatedTo()).not.toContain(before);
  expect(exchanges()).toBeLessThanOrEqual(1);
});

test('ten tabs that are all refused share one exchange', async ({ page, context, people }) => {
  await people.signIn(page, await people.make());
  test.slow();
  const tabs = await Promise.all(Array.from({ length: 10 }, () => context.newPage()));
  const { exchanges } = countExchanges(context);
  await refuseUntilRenewed(context, { answerAfterMs: 300 });
  await Promise.all(tabs.map((tab) => tab.goto('account')));
  for (const tab of tabs) await expectPage(tab, 'Profile');
  expect(exchanges()).toBeGreaterThanOrEqual(1);
  expect(exchanges()).toBeLessThanOrEqual(2);
});

test('a tab that is closed in the middle of its exchange leaves the turn to the next', async ({
  page,
  context,
  people,
}) => {
  await people.signIn(page, await people.make());
  const { exchanges } = countExchanges(context);
  const held = await refuseUntilRenewed(context, { isFirstHeld: true });
  const [first, ...others] = [page, await context.newPage(), await context.newPage()];
  await first.goto('account');
  await expect.poll(held).toBe(true);
  for (const tab of others) await tab.goto('account');
  for (const tab of others) await expect(tab.getByRole('heading', { level: 1 })).toHaveCount(0);
  await first.close();
  for (const tab of others) await expectPage(tab, 'Profile');
  expect(exchanges()).toBe(2);
});

test('a tab that hangs in the middle of its exchange holds up nobody who needs none', async ({
  page,
  context,
  people,
}) => {
  await people.signIn(page, await people.make());
  const hanging = await context.newPage();
  await hanging.route('**/api/account', (route) => route.fulfill(refusal));
  let isHeld = false;
  await hanging.route('**/api/auth/refresh', () => {
    isHeld = true;
  });
  await hanging.goto('account');
  await expect.poll(() => isHeld).toBe(true);
  await page.goto('account');
  await expectPage(page, 'Profile');
  await page.getByRole('link', { name: 'Devices' }).first().click();
  await expect(page.getByText('In use now')).toBeVisible();
  await hanging.unrouteAll({ behavior: 'ignoreErrors' });
  await hanging.reload();
  await expectPage(hanging, 'Profile');
});

const refusal = {
  status: 401,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', status: 401, code: 'invalid_token', title: '', detail: '' }),
};

test('a sign-out is seen within a second: in a tab beside it, in one without a network, in one laid aside', async ({
  page,
  context,
  people,
  watch,
}) => {
  watch.expectFailedRequests();
  const person = await people.make();
  await people.signIn(page, person);
  const [beside, offline, laidAside] = await openTabs(context, 3, 'account');
  if (!beside || !offline || !laidAside) throw new Error('three tabs were opened');
  await page.goto('account');
  await slowDown(offline, { latency: 0, isOffline: true });
  const lifecycle = await context.newCDPSession(laidAside);
  await lifecycle.send('Page.setWebLifecycleState', { state: 'frozen' });
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');
  for (const tab of [beside, offline]) await expect(tab.getByText(person.email)).toHaveCount(0, aSecond);
  await lifecycle.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(laidAside.getByText(person.email)).toHaveCount(0, aSecond);
  await expectPage(laidAside, 'Sign in');
});

test('when another person signs in, the other tabs show nothing of the one before, even while their answer hangs', async ({
  page,
  context,
  people,
  service,
}) => {
  const [former, next] = [await people.make(), await people.make()];
  await people.signIn(page, former);
  const [reading, hanging] = await openTabs(context, 2, 'account');
  if (!reading || !hanging) throw new Error('two tabs were opened');
  let isHeld = false;
  const release: (() => void)[] = [];
  await hanging.route('**/api/**', async (route) => {
    isHeld = true;
    await new Promise<void>((resolve) => release.push(resolve));
    await route.continue();
  });
  // A page that offers the form to somebody who is signed in: an application has sent them here.
  await page.goto('sign-in?return_to=https%3A%2F%2Fnowhere.example%2F');
  await page.evaluate(
    async ([url, proof]) => {
      const answer = await fetch(`${url}/api/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: proof,
      });
      if (!answer.ok) throw new Error(await answer.text());
      new BroadcastChannel(`portress ${url}/`).postMessage({
        kind: 'signed_in',
        accessToken: null,
        expiresInSeconds: 2,
      });
    },
    [service.url, JSON.stringify({ login: next.email, password: next.password, transport: 'cookie' })] as const,
  );
  await expect(reading.getByText(next.email).first()).toBeVisible();
  await expect.poll(() => isHeld).toBe(true);
  for (const tab of [reading, hanging]) await expect(tab.getByText(former.email)).toHaveCount(0, aSecond);
  for (const go of release) go();
  await expect(hanging.getByText(next.email).first()).toBeVisible();
});

test('a tab opened while nobody is signed in joins as soon as somebody is', async ({ page, context, people }) => {
  const person = await people.make();
  const waiting = await context.newPage();
  await waiting.goto('account/devices');
  await expectPage(waiting, 'Sign in');
  await page.goto('sign-in');
  await signInByForm(page, person);
  await expectPage(page, 'Profile');
  await expectPage(waiting, 'Devices');
});
