import { readFile } from 'node:fs/promises';
import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';

test('M14: a name is changed and cleared on the page, and a taken username is told at its field', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(409, /account$/);
  await people.make({ username: 'taken-by-bob' });
  await people.signIn(page, await people.make({ first_name: 'Ann', last_name: 'Lee' }));
  await page.goto('account');
  await page.getByRole('link', { name: 'Change name' }).click();
  await expectPage(page, 'Name and username');
  await page.getByLabel('First name').fill('');
  await page.getByLabel('Username').fill('Taken-by-Bob');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('This username is taken. Choose another.')).toBeVisible();
  await expect(page.getByLabel('Username')).toBeFocused();
  await page.getByLabel('Username').fill('ann');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectPage(page, 'Profile');
  await expect(page.getByRole('main').getByText('Lee', { exact: true })).toBeVisible();
  await expect(page.getByRole('main').getByText('ann', { exact: true })).toBeVisible();
});

test('C9: another e-mail is asked for with the password, and the page says what happens next', async ({
  page,
  people,
  inbox,
  watch,
}) => {
  watch.expectAnswer(401, /email$/);
  watch.expectAnswer(422, /email$/);
  const person = await people.make();
  const { email } = people.invent();
  await people.signIn(page, person);
  await page.goto('account');
  await page.getByRole('link', { name: 'Change e-mail' }).click();
  await expectPage(page, 'Change e-mail');
  const send = async (address: string, password: string) => {
    await page.getByLabel('New e-mail').fill(address);
    await page.getByLabel('Current password').fill(password);
    await page.getByRole('button', { name: 'Send the link' }).click();
  };
  await send(person.email, person.password);
  await expect(page.getByText('This is your e-mail already. Enter another.')).toBeVisible();
  await send(email, 'wrong');
  await expect(page.getByText('That isn’t your current password.')).toBeVisible();
  await send(email, person.password);
  await expect(page.getByText(`A link is on its way to ${email}.`)).toBeVisible();
  await page.goto(linkIn(await inbox.newestTo(email)));
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await page.getByRole('link', { name: 'Go to your account' }).click();
  await expect(page.getByRole('main').getByText(email)).toBeVisible();
});

test('a person takes their data along, deletes the account, and is out', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(401, /deletion$|sign-in$/);
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account');
  const downloading = page.waitForEvent('download');
  // As after a night with the lid closed: the access token is over, the session is not.
  await page.context().clearCookies({ name: /access/ });
  await page.getByRole('button', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^portress-account-[\d-]+\.json$/);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect([file.format, file.account.email, file.sessions.length]).toEqual(['portress-account', person.email, 1]);

  await page.getByRole('link', { name: 'Delete account' }).click();
  await expectPage(page, 'Delete account');
  await page.getByLabel('Current password').fill('wrong');
  await page.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByText('That isn’t your current password.')).toBeVisible();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByText('Your account is deleted')).toBeVisible();
  await expectPage(page, 'One account for every application here');
  await page.goto('account');
  await expectPage(page, 'Sign in');
  expect((await inbox.newestTo(person.email, 2)).subject).toContain('deleted');
});

test('the language of the account changes the page at once, its next mails, and every other browser', async ({
  page,
  people,
  inbox,
  anotherBrowser,
}) => {
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account');
  await expectPage(page, 'Profile');
  await page.getByText('Українська').click();
  await expectPage(page, 'Профіль');
  await page.reload();
  await expectPage(page, 'Профіль');

  const { page: elsewhere } = await anotherBrowser();
  await people.signIn(elsewhere, person);
  await elsewhere.goto('account');
  await expectPage(elsewhere, 'Профіль');
  await elsewhere.goto('account/password');
  await elsewhere.getByLabel('Поточний пароль').fill(person.password);
  await elsewhere.getByLabel('Новий пароль').fill('four words nobody heard');
  await elsewhere.locator('main button[type=submit]').click();
  await expect(elsewhere.getByRole('status').filter({ hasText: /\w/ }).first()).toBeVisible();
  expect((await inbox.newestTo(person.email, 2)).subject).toMatch(/[а-яіїєґ]/);
});

test('a time zone and a country are chosen, and two tabs lose nothing of each other', async ({ page, people }) => {
  await people.signIn(page, await people.make({ first_name: 'Ann' }));
  const second = await page.context().newPage();
  await second.goto('account/name');
  await expectPage(second, 'Name and username');

  await page.goto('account');
  await page.getByRole('link', { name: 'Change time zone' }).click();
  await expectPage(page, 'Time zone and country');
  const zone = page.getByLabel('Time zone');
  await expect(zone.locator('optgroup').first()).toHaveText('Kyiv');
  await expect(zone.locator('optgroup').first()).toHaveAttribute('label', 'Of this browser');
  await zone.selectOption('Asia/Tokyo');
  await expect(page.getByText(/^Now there: \d+:\d\d\s[AP]M GMT\+9$/)).toBeVisible();
  await page.getByLabel('Country').selectOption({ label: 'Ukraine' });
  await page.getByRole('button', { name: 'Save' }).click();
  await expectPage(page, 'Profile');
  const main = page.getByRole('main');
  await expect(main.getByText('Tokyo')).toBeVisible();
  await expect(main.getByText('Ukraine')).toBeVisible();

  await second.getByLabel('Last name').fill('Lee');
  await second.getByRole('button', { name: 'Save' }).click();
  await expectPage(second, 'Profile');
  const { first_name, last_name, time_zone, country } = await (await page.request.get('api/account')).json();
  expect([first_name, last_name, time_zone, country]).toEqual(['Ann', 'Lee', 'Asia/Tokyo', 'UA']);
});
