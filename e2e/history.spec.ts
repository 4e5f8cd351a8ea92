import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';

const entryPages = [
  { link: 'Sign in', path: '/sign-in', heading: 'Sign in' },
  { link: 'Forgotten password?', path: '/forgotten-password', heading: 'Forgotten password' },
];

test('back and forward lead through the entry pages, each with its own heading and title', async ({ page }) => {
  await page.goto('');
  await expectPage(page, 'One account for every application here');
  const titles = [await page.title()];
  for (const { link, heading } of entryPages) {
    await page.getByRole('link', { name: link }).click();
    await expectPage(page, heading);
    titles.push(await page.title());
  }
  expect(new Set(titles).size).toBe(3);
  await page.goBack();
  await expectPage(page, 'Sign in');
  await page.goBack();
  await expectPage(page, 'One account for every application here');
  await expect(page).toHaveTitle(titles[0] ?? '');
  await page.goForward();
  await page.goForward();
  await expectPage(page, 'Forgotten password');
  expect(new URL(page.url()).pathname).toBe('/forgotten-password');
});

test('a reload keeps the page, whichever it is', async ({ page, people }) => {
  test.slow();
  const signedOut = ['', 'sign-in', 'sign-up', 'check-your-mail', 'forgotten-password', 'invitation', 'no/such/page'];
  const signedIn = [
    '',
    'account',
    'account/name',
    'account/email',
    'account/password',
    'account/devices',
    'account/activity',
    'account/delete',
    'contacts',
    'cats',
    'owners',
  ];
  await expectSameAfterReload(page, signedOut);
  await people.signIn(page, await people.make());
  await expectSameAfterReload(page, signedIn);
});

async function expectSameAfterReload(page: Page, paths: string[]): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 });
  for (const path of paths) {
    await page.goto(path);
    await expect(heading).toBeVisible();
    const before = { url: page.url(), heading: await heading.textContent(), title: await page.title() };
    await page.reload();
    await expect(heading).toBeVisible();
    expect({ url: page.url(), heading: await heading.textContent(), title: await page.title() }).toEqual(before);
  }
}

test('a deep link asks to sign in, leads there afterwards, and the back button leads out again', async ({
  page,
  people,
}) => {
  const person = await people.make();
  await page.goto('');
  await expectPage(page, 'One account for every application here');
  await page.goto('account/password?from=a-mail#here');
  await expectPage(page, 'Sign in');
  await signInByForm(page, person);
  await expectPage(page, 'Password');
  const { pathname, search, hash } = new URL(page.url());
  expect(pathname + search + hash).toBe('/account/password?from=a-mail#here');
  // One step: neither the sign-in page nor the redirect to it stands in the way.
  await page.goBack();
  await expectPage(page, /@example\.com$/);
  expect(new URL(page.url()).pathname).toBe('/');
  await page.goForward();
  await expectPage(page, 'Password');
});

test('the sign-in page holds nobody who is signed in, and the back button does not return to it', async ({
  page,
  people,
}) => {
  await people.signIn(page, await people.make());
  await page.goto('account/devices');
  await expectPage(page, 'Devices');
  await page.goto('sign-in');
  await expectPage(page, 'Profile');
  await page.goBack();
  await expectPage(page, 'Devices');
});

test('a step back to a form brings no password back, and nothing typed stands in the history of the tab', async ({
  page,
}) => {
  await page.goto('sign-in');
  await page.getByLabel('E-mail or username').fill('ann@example.com');
  await page.getByLabel('Password', { exact: true }).fill('three quiet porters');
  await page.getByRole('link', { name: 'Forgotten password?' }).click();
  await expectPage(page, 'Forgotten password');
  await page.goBack();
  await expectPage(page, 'Sign in');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  expect(await page.evaluate(() => JSON.stringify(history.state))).not.toMatch(/ann@|porters/);
});

test('after a sign-out the back button shows nothing of the person', async ({ page, people }) => {
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account');
  await expect(page.getByText(person.email).first()).toBeVisible();
  await page.getByRole('link', { name: 'Devices' }).first().click();
  await expectPage(page, 'Devices');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');
  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await expectPage(page, 'Sign in');
    await expect(page.getByText(person.email)).toHaveCount(0);
  }
});

/** As the browser tells a page that it has laid aside and brings back. */
const bringBack = (page: Page) =>
  page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));

test('a page that was laid aside shows nothing before its person is known again, and keeps what was typed', async ({
  page,
  people,
}) => {
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account/name');
  await page.getByLabel('First name').fill('Typed');
  const held: (() => void)[] = [];
  await page.route('**/api/account', async (route) => {
    await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  await bringBack(page);
  await expect(page.locator('#root')).toBeHidden();
  await expect(page.getByText(person.email)).toBeHidden();
  await expect.poll(() => held.length).toBe(1);
  for (const answer of held) answer();
  await expect(page.getByLabel('First name')).toHaveValue('Typed');
});

test('a page that was laid aside under a session that has ended begins anew', async ({
  page,
  context,
  people,
  watch,
}) => {
  watch.expectAnswer(401, /sessions$/);
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account/devices');
  await expect(page.getByText(person.email).first()).toBeVisible();
  // Signed out where this page could hear nothing of it.
  await page.request.post('api/auth/sign-out', { headers: { 'sec-fetch-site': 'same-origin' } });
  expect(await context.cookies()).toEqual([]);
  await bringBack(page);
  await expect(page.getByText(person.email)).toHaveCount(0);
  await expectPage(page, 'Sign in');
  expect(new URL(page.url()).searchParams.get('return_to')).toBe('/account/devices');
});

test('a page that was laid aside comes back as another person, whose it now is', async ({ page, people }) => {
  const [former, next] = [await people.make(), await people.make()];
  await people.signIn(page, former);
  await page.goto('account');
  await expect(page.getByText(former.email).first()).toBeVisible();
  await people.signIn(page, next);
  await bringBack(page);
  await expect(page.getByText(next.email).first()).toBeVisible();
  await expect(page.getByText(former.email)).toHaveCount(0);
});
