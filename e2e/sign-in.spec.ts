import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';

test.use({ settings: { SIGN_IN_FAILURES_PER_15_MINUTES: '2' } });
// One after the other: a second service and browser for a few tests would cost more than they do.
test.describe.configure({ mode: 'default' });

test('a wrong password and an unknown e-mail are told in the same words', async ({ page, people, watch }) => {
  watch.expectAnswer(401, /sign-in$/);
  const person = await people.make();
  await page.goto('sign-in');
  for (const email of [person.email, people.invent().email]) {
    await signInByForm(page, { email, password: 'not the right one' });
    await expect(page.getByRole('alert')).toContainText('That e-mail or password isn’t right.');
    await expect(page.getByRole('alert')).toContainText('Look at both once more, or set a new password.');
    await expect(page.getByLabel('E-mail or username')).toHaveValue(email);
    await page.reload();
  }
  await signInByForm(page, person);
  await expectPage(page, 'Profile');
});

test('a username signs in as well', async ({ page, people }) => {
  const username = `porter${Date.now()}`;
  const person = await people.make({ username });
  await page.goto('sign-in');
  await signInByForm(page, { ...person, email: username });
  await expectPage(page, 'Profile');
  await expect(page.getByText(username)).toBeVisible();
});

test('an unconfirmed e-mail is told only after the right password', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(401, /sign-in$/);
  watch.expectAnswer(403, /sign-in$/);
  const person = await people.signUp();
  await page.goto('sign-in');
  await signInByForm(page, { ...person, password: 'not the right one' });
  await expect(page.getByRole('alert')).toContainText('That e-mail or password isn’t right.');

  await signInByForm(page, person);
  await expectPage(page, 'Check your mail');
  await expect(page.getByText('Your password is right, but this e-mail is not confirmed yet.')).toBeVisible();
  const { length } = await inbox.listTo(person.email);
  await page.getByRole('button', { name: 'Send a new mail' }).click();
  await inbox.newestTo(person.email, length + 1);
});

test('too many tries are answered with a wait that counts down', async ({ page, people, watch }) => {
  watch.expectAnswer(401, /sign-in$/);
  watch.expectAnswer(429, /sign-in$/);
  const person = await people.make();
  await page.clock.install();
  await page.goto('sign-in');
  const alert = page.getByRole('alert');
  const button = page.getByRole('button', { name: 'Sign in' });
  for (let tries = 0; tries < 2; tries += 1) {
    const answered = page.waitForResponse(
      (response) => response.status() === 401 && response.url().endsWith('sign-in'),
    );
    await signInByForm(page, { ...person, password: `wrong ${tries}` });
    await answered;
    await expect(alert).toContainText('isn’t right');
    await expect(button).not.toHaveAttribute('aria-busy', 'true');
  }
  const refused = page.waitForResponse((response) => response.status() === 429);
  await signInByForm(page, { ...person, password: 'wrong again' });
  const wait = Number((await refused).headers()['retry-after']);
  expect(wait).toBeGreaterThan(0);
  await expect(alert).toContainText('Too many tries');
  const counted = alert.getByText(/^You can try again in/).first();
  await expect(counted).toBeVisible();
  await expect(button).toHaveAttribute('aria-disabled', 'true');

  const before = (await counted.textContent()) ?? '';
  await page.clock.runFor(Math.min(61, Math.max(1, Math.floor(wait / 2))) * 1000);
  await expect(counted).not.toHaveText(before);
  await page.clock.runFor((wait + 1) * 1000);
  await expect(alert.getByText('You can try again now.').first()).toBeVisible();
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
});

test('a password can be looked at, and the fields are named for password managers', async ({ page }) => {
  await page.goto('sign-in');
  const password = page.getByLabel('Password', { exact: true });
  await expect(password).toHaveAttribute('type', 'password');
  await expect(password).toHaveAttribute('autocomplete', 'current-password');
  await expect(page.getByLabel('E-mail or username')).toHaveAttribute('autocomplete', 'username');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(password).toHaveAttribute('type', 'password');
});

test('everything on the sign-in page is reached by the keyboard alone', async ({ page, people }) => {
  const person = await people.make();
  await page.goto('sign-in');
  await expect(page.getByLabel('E-mail or username')).toBeFocused();
  await page.keyboard.type(person.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Profile');
});

test('a page that needs a sign-in is come back to', async ({ page, people }) => {
  const person = await people.make();
  await page.goto('account/devices');
  await expectPage(page, 'Sign in');
  await expect(page.getByText('Sign in to see that page.')).toBeVisible();
  expect(new URL(page.url()).searchParams.get('return_to')).toBe('/account/devices');
  await page.getByRole('link', { name: 'Forgotten password?' }).click();
  await page.getByRole('link', { name: 'Back to sign-in' }).click();
  await signInByForm(page, person);
  await expectPage(page, 'Devices');
  await page.goBack();
  expect(new URL(page.url()).pathname).not.toBe('/sign-in');
});

test('K6: no foreign address is forwarded to after a sign-in', async ({ page, people, service }) => {
  const person = await people.make();
  const foreign = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    'https://localhost@evil.example/',
    `${service.url}@evil.example/`,
    'javascript:alert(1)',
    'data:text/html,evil',
    '/%2f%2fevil.example',
    '/%5cevil.example',
    '/\t/evil.example',
    ' //evil.example',
    '/../..//evil.example',
  ];
  await page.goto(`sign-in?return_to=${encodeURIComponent(foreign[0] ?? '')}`);
  await signInByForm(page, person);
  await expectPage(page, 'Profile');
  for (const address of foreign) {
    await page.goto(`sign-in?return_to=${encodeURIComponent(address)}`);
    await expectPage(page, 'Profile');
    expect(page.url()).toBe(`${service.url}/account`);
  }
  await page.goto('sign-in?return_to=%2Faccount%2Fdevices&return_to=%2F%2Fevil.example');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(service.url);
});

test('pages of ours that the client does not draw are come back to as well', async ({ page, people }) => {
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('sign-in?return_to=%2Fdev%2Finbox');
  await expect(page).toHaveURL(/\/dev\/inbox$/);
});

test('an address that leads nowhere has a page of its own', async ({ page }) => {
  await page.goto('no/such/page');
  await expectPage(page, 'There is nothing here');
  await expect(page).toHaveTitle('There is nothing here · Portress');
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await expectPage(page, 'One account for every application here');
  await page.goBack();
  await expectPage(page, 'There is nothing here');
});

test('without a network the page says so, and comes back by itself', async ({ page, context, watch }) => {
  watch.expectFailedRequests();
  await page.goto('sign-in');
  await context.setOffline(true);
  await expect(page.getByText('You are offline.')).toBeVisible();
  await signInByForm(page, { email: 'ann@example.com', password: 'three quiet porters' });
  await expect(page.getByRole('alert')).toContainText('The service can’t be reached');
  await expect(page.getByLabel('E-mail or username')).toHaveValue('ann@example.com');
  await context.setOffline(false);
  await expect(page.getByText('You are offline.')).toBeHidden();
});
