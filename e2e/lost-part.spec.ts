import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

const part = /assets\/sign-up-page-.*\.js$/;

test('a page whose part a newer build has taken is loaded anew, once', async ({ page, watch }) => {
  watch.expectAnswer(404, part);
  let isGone = true;
  await page.route(part, (route) => (isGone ? route.fulfill({ status: 404 }) : route.continue()));
  await page.goto('sign-in?return_to=/account/devices');
  // The newer build is complete: the first thing that its page asks for is there.
  page.on('request', (request) => {
    if (request.isNavigationRequest()) isGone = false;
  });
  await page.getByRole('link', { name: 'Create one' }).click();
  await expectPage(page, 'Create an account');
  expect(new URL(page.url()).search).toContain('return_to');
});

test('a part that stays missing ends in a page that says so, not in a circle', async ({ page, watch }) => {
  watch.expectAnswer(404, part);
  await page.route(part, (route) => route.fulfill({ status: 404 }));
  await page.goto('sign-in');
  let loads = 0;
  page.on('domcontentloaded', () => {
    loads += 1;
  });
  await page.getByRole('link', { name: 'Create one' }).click();
  await expectPage(page, 'This page could not be loaded');
  expect(loads).toBe(1);
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await expectPage(page, 'One account for every application here');
});

test('without a network a page that was not loaded yet says so, and comes when it is there', async ({
  page,
  context,
  watch,
}) => {
  watch.expectFailedRequests();
  await page.goto('sign-in');
  await expectPage(page, 'Sign in');
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await page.getByRole('link', { name: 'Create one' }).click();
  await expectPage(page, 'This page could not be loaded');
  await context.setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden();
  await page.getByRole('button', { name: 'Load again' }).click();
  await expectPage(page, 'Create an account');
});

test('a service that is away while the network is there is told in a bar, and the page stays', async ({
  page,
  people,
  watch,
}) => {
  watch.expectFailedRequests();
  await people.signIn(page, await people.make());
  await page.clock.install();
  await page.goto('account');
  await expectPage(page, 'Profile');
  await page.route('**/api/**', (route) => route.abort());
  // Old enough to be asked for again at the next return to the tab, and then the tries that follow.
  await page.clock.fastForward('01:00');
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  const bar = page.getByText('The service can’t be reached just now.');
  await expect(async () => {
    await page.clock.runFor(5000);
    await expect(bar).toBeVisible({ timeout: 200 });
  }).toPass();
  await expectPage(page, 'Profile');
  await page.unroute('**/api/**');
  await page.clock.runFor(11_000);
  await expect(bar).toBeHidden();
});
