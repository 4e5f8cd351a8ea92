import { expect, test } from './equipment/browser-test.ts';
import { signUpByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { codeIn, linkIn } from './equipment/inbox.ts';
import { tabTo } from './equipment/tab-to.ts';

const waiting = 'This page goes on by itself once the link is opened, on this or another device.';

test('a link opened on the phone lets the waiting tab go on to where its person wanted to be', async ({
  page,
  people,
  inbox,
  anotherBrowser,
}) => {
  const person = people.invent();
  await page.goto('account/devices');
  await expectPage(page, 'Sign in');
  await page.getByRole('link', { name: 'Create one' }).click();
  await signUpByForm(page, person);
  await expectPage(page, 'Check your mail');
  await expect(page.getByText(waiting)).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]));
  expect(stored).not.toContain(person.password);

  const { page: phone } = await anotherBrowser();
  await phone.goto(linkIn(await inbox.newestTo(person.email)));
  await phone.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(phone, 'E-mail confirmed');
  await expect(phone.getByText('If you were asked to confirm on another device, go back there')).toBeVisible();
  await expectPage(page, 'Devices');
  await expect(page.getByText('In use now')).toBeVisible();
});

test('a link opened in another tab lets the first one go on, and a closed one is remembered', async ({
  page,
  context,
  people,
  inbox,
}) => {
  const [one, other] = [people.invent(), people.invent()];
  await page.goto('sign-up');
  await signUpByForm(page, one);
  await expectPage(page, 'Check your mail');
  const tab = await context.newPage();
  await tab.goto(linkIn(await inbox.newestTo(one.email)));
  await tab.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(tab, 'E-mail confirmed');
  await expect(tab.getByRole('link', { name: 'Go to your account' })).toBeVisible();
  await expectPage(page, 'Profile');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');

  await page.goto('sign-up?return_to=/account/password');
  await signUpByForm(page, other);
  await expectPage(page, 'Check your mail');
  await page.close();
  const later = await context.newPage();
  await later.goto(linkIn(await inbox.newestTo(other.email)));
  await later.getByRole('button', { name: 'Confirm e-mail' }).click();
  await later.getByRole('link', { name: 'Sign in' }).click();
  await later.getByLabel('Password', { exact: true }).fill(other.password);
  await later.keyboard.press('Enter');
  await expectPage(later, 'Password');
});

test('a page that was left knows no password when one comes back', async ({ page, people }) => {
  await page.goto('sign-up');
  await signUpByForm(page, people.invent());
  await expect(page.getByText(waiting)).toBeVisible();
  await page.getByRole('link', { name: 'Use another e-mail' }).click();
  await expectPage(page, 'Create an account');
  await page.goBack();
  await expectPage(page, 'Check your mail');
  await expect(page.getByText(waiting)).toBeHidden();
});

test('the way in needs no mouse', async ({ page, people, inbox }) => {
  const person = people.invent();
  await page.goto('');
  await expectPage(page, 'One account for every application here');
  await tabTo(page, page.getByRole('link', { name: 'Create an account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('E-mail', { exact: true })).toBeFocused();
  await page.keyboard.type(person.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Check your mail');
  await tabTo(page, page.getByLabel('Code from the mail'));
  await page.keyboard.type(codeIn(await inbox.newestTo(person.email)));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Profile');
  await tabTo(page, page.getByRole('button', { name: 'Sign out', exact: true }));
  await page.keyboard.press('Enter');
  await expectPage(page, 'Sign in');
  await expect(page.getByLabel('E-mail or username')).toBeFocused();
  await page.keyboard.type(person.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Profile');
});
