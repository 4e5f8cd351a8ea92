import { expect, test } from './equipment/browser-test.ts';
import { cookieNamed } from './equipment/cookies.ts';
import { signInByForm, signUpByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { codeIn, linkIn } from './equipment/inbox.ts';

test.use({ settings: { ACCESS_TOKEN_SECONDS: '3' } });
// One after the other: a second service and browser for a few tests would cost more than they do.
test.describe.configure({ mode: 'default' });

test('from sign-up over the mail, a sign-in and an expired access token to a refused request', async ({
  page,
  context,
  people,
  inbox,
}) => {
  const person = people.invent();
  await test.step('sign-up leads to the mail', async () => {
    await page.goto('');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await expectPage(page, 'Create an account');
    await signUpByForm(page, person);
    await expectPage(page, 'Check your mail');
    await expect(page.getByText(`We sent a link and a code to ${person.email}.`)).toBeVisible();
  });

  await test.step('the inbox shows the mail, and its link opens a page that changes nothing by itself', async () => {
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'Open the development inbox' }).click();
    const inboxPage = await opened;
    await inboxPage.waitForLoadState();
    expect(new URL(inboxPage.url()).pathname).toBe('/dev/inbox');
    // Another page's opener has no business here, nor has it any there.
    expect(await inboxPage.evaluate(() => window.opener)).toBeNull();
    // Whoever leaves the page that waits has to sign in by hand.
    await page.goto('');
    const confirmPage = await inbox.followLink(inboxPage, person.email, 'Confirm this address');
    await expectPage(confirmPage, 'Confirm your e-mail');
    const early = await page.request.post('api/auth/sign-in', {
      data: { login: person.email, password: person.password },
    });
    expect(await early.json()).toMatchObject({ status: 403, code: 'email_not_verified' });

    await confirmPage.getByRole('button', { name: 'Confirm e-mail' }).click();
    await expectPage(confirmPage, 'E-mail confirmed');
    await expect(confirmPage.getByText(`${person.email} is confirmed.`)).toBeVisible();
    // The token that has done its work is out of the address.
    expect(new URL(confirmPage.url()).hash).toBe('');
    await confirmPage.getByRole('link', { name: 'Sign in' }).click();
    await expectPage(confirmPage, 'Sign in');
    await expect(confirmPage.getByLabel('E-mail or username')).toHaveValue(person.email);
    await expect(confirmPage.getByLabel('Password', { exact: true })).toBeFocused();
    await confirmPage.close();
    await inboxPage.close();
  });

  await test.step('sign-in shows the account', async () => {
    await page.goto('sign-in');
    await signInByForm(page, person);
    await expectPage(page, 'Profile');
    await expect(page.getByRole('main').getByText(person.email)).toBeVisible();
    await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
  });

  await test.step('the access token expires and the page goes on working, with one new refresh token', async () => {
    const before = await cookieNamed(context, 'refresh_token');
    await expect.poll(() => cookieNamed(context, 'access_token')).toBeNull();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('link', { name: 'Devices' }).click();
    await expectPage(page, 'Devices');
    await expect(page.getByText('In use now')).toBeVisible();
    const after = await cookieNamed(context, 'refresh_token');
    expect(after).not.toBe(before);
    expect(await cookieNamed(context, 'access_token')).not.toBeNull();

    // A second expiry within the grace gives a new access token and the same refresh token.
    await expect.poll(() => cookieNamed(context, 'access_token')).toBeNull();
    await page.reload();
    await expect(page.getByText('In use now')).toBeVisible();
    expect(await cookieNamed(context, 'refresh_token')).toBe(after);
    // The answers themselves carry the renewal: at most the one shared exchange is made beside them.
    expect(asked.filter((path) => path === '/api/auth/refresh').length).toBeLessThanOrEqual(1);
  });

  await test.step('sign-out, and the old cookies are good for nothing', async () => {
    const cookies = await context.cookies();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expectPage(page, 'Sign in');
    await expect(page.getByText('You are signed out on this device.')).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    expect((await page.request.get('api/account')).status()).toBe(401);
    const kept = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const replayed = await fetch(new URL('/api/account', page.url()), { headers: { cookie: kept } });
    expect(replayed.status).toBe(401);

    await page.goto('account');
    await expectPage(page, 'Sign in');
    await expect(page.getByText('Sign in to see that page.')).toBeVisible();
    await page.goBack();
    await expectPage(page, 'Sign in');
  });
});

test('an e-mail is confirmed by the code, after a wrong one was told so', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(400, /verify-email$/);
  const person = people.invent();
  await page.goto('sign-up');
  await signUpByForm(page, person);
  await expectPage(page, 'Check your mail');
  const code = codeIn(await inbox.newestTo(person.email));
  const field = page.getByLabel('Code from the mail');
  const confirm = page.getByRole('button', { name: 'Confirm e-mail' });

  await field.fill('123');
  await confirm.click();
  await expect(page.getByText('Enter the 8 digits from the mail.')).toBeVisible();
  await expect(field).toBeFocused();

  await field.fill(code === '00000000' ? '11111111' : '00000000');
  await confirm.click();
  await expect(page.getByText('That code isn’t right, or its time is over.')).toBeVisible();

  // As it stands in the mail: with a space in the middle.
  await field.fill(`${code.slice(0, 4)} ${code.slice(4)}`);
  await confirm.click();
  await expectPage(page, 'Profile');
});

test('on a page that knows no password the code leads to the sign-in page', async ({ page, people, inbox }) => {
  const person = await people.signUp();
  await page.goto('check-your-mail');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByLabel('Code from the mail').fill(codeIn(await inbox.newestTo(person.email)));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Sign in');
  await expect(page.getByText('E-mail confirmed. Sign in to begin.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Profile');
});

test('a used link says that the e-mail is perhaps confirmed already', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(400, /verify-email$/);
  const person = await people.make();
  await page.goto(linkIn(await inbox.newestTo(person.email)));
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(page, 'This link no longer works');
  await expect(page.getByText('Perhaps it was used, and your e-mail is already confirmed: sign in.')).toBeVisible();
  await page.getByRole('link', { name: 'Send a new mail' }).click();
  await expectPage(page, 'Check your mail');
  await page.goBack();
  await expectPage(page, 'Confirm your e-mail');
});

test('a link that lost its end says so', async ({ page }) => {
  await page.goto('verify-email');
  await expectPage(page, 'The link is not whole');
  await page.getByRole('link', { name: 'Enter the code' }).click();
  await expect(page.getByLabel('E-mail', { exact: true })).toBeVisible();
});

test('a new mail replaces the one before', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(400, /verify-email$/);
  const person = await people.signUp();
  const first = await inbox.newestTo(person.email);
  await page.goto('check-your-mail');
  await page.getByRole('button', { name: 'Send a new mail' }).click();
  await expect(page.getByText('Write an e-mail address such as')).toBeHidden();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Send a new mail' }).click();
  await expect(page.getByText('Sent. The new code replaces the one before.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^New mail in \d+ seconds?$/ })).toBeVisible();
  const second = await inbox.newestTo(person.email, 2);
  expect(second.id).not.toBe(first.id);

  await page.getByLabel('Code from the mail').fill(codeIn(first));
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expect(page.getByText('That code isn’t right')).toBeVisible();
  await page.goto(linkIn(second));
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(page, 'E-mail confirmed');
});

test('what is wrong stands at its field, what was typed stays', async ({ page, people, watch }) => {
  watch.expectAnswer(409, /sign-up$/);
  watch.expectAnswer(422, /sign-up$/);
  const known = await people.signUp();
  await page.goto('sign-up');
  const [email, password] = [page.getByLabel('E-mail', { exact: true }), page.getByLabel('Password', { exact: true })];
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(email).toHaveAccessibleDescription(/Fill this in\./);
  await expect(email).toBeFocused();

  await email.fill('nobody');
  await password.fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(email).toHaveAccessibleDescription('Write an e-mail address such as name@example.com.');
  await expect(password).toHaveAccessibleDescription(/Use at least 8 characters\./);

  await email.fill(known.email.toUpperCase());
  await password.fill(known.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(email).toHaveAccessibleDescription(/This e-mail has an account already\./);
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(password).toHaveValue(known.password);

  await page.getByText('Add a name').click();
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Username').fill('ann@home');
  await email.fill(people.invent().email);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByLabel('Username')).toHaveAccessibleDescription(/Use letters, digits, dots, dashes/);
});

test('every field of the way in says to a password manager what belongs there', async ({ page, service }) => {
  const expected: Record<string, string[]> = {
    'sign-up': [
      'email email',
      'password new-password',
      'first_name given-name',
      'last_name family-name',
      'username off',
    ],
    'sign-in': ['login username', 'password current-password'],
    'check-your-mail': ['email email', 'code one-time-code'],
    'forgotten-password': ['email email'],
    'reset-password#token=any': ['password new-password'],
    [service.setupLink ?? '']: ['email email', 'password new-password'],
  };
  for (const [path, fields] of Object.entries(expected)) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const found = await page
      .locator('main input')
      .evaluateAll((inputs) =>
        inputs.map((input) => `${input.getAttribute('name')} ${input.getAttribute('autocomplete')}`),
      );
    expect(found, path).toEqual(fields);
  }
});
