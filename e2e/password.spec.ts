import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';

const newPassword = 'four words nobody heard';

test('changing the password signs the other device out; this one and its second tab go on', async ({
  page,
  people,
  anotherBrowser,
  inbox,
}) => {
  const person = await people.make();
  await people.signIn(page, person);
  const { page: elsewhere, watch: watchElsewhere } = await anotherBrowser();
  watchElsewhere.expectAnswer(401, /(?:sessions|account)$/);
  await people.signIn(elsewhere, person);
  await elsewhere.goto('account');
  await expectPage(elsewhere, 'Profile');
  const second = await page.context().newPage();
  await second.goto('account');
  await expectPage(second, 'Profile');
  const before = await page.context().cookies();

  await page.goto('account/password');
  await expectPage(page, 'Password');
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill(newPassword);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has changed.')).toBeVisible();
  await expect(page.getByText('1 other session has ended. You stay signed in here.')).toBeVisible();
  await expect(page.getByLabel('Current password')).toHaveValue('');
  for (const { name, value } of await page.context().cookies())
    expect(before.find((cookie) => cookie.name === name)?.value).not.toBe(value);

  await test.step('this device and its second tab go on', async () => {
    await page.getByRole('link', { name: 'Devices' }).click();
    await expect(page.getByText('You are signed in on this device only.')).toBeVisible();
    await second.getByRole('link', { name: 'Devices' }).click();
    await expectPage(second, 'Devices');
    await expect(second.getByText('In use now')).toHaveCount(1);
  });
  await test.step('the other device is out', async () => {
    await elsewhere.getByRole('link', { name: 'Devices' }).click();
    await expectPage(elsewhere, 'Sign in');
  });
  await test.step('the old password is refused, the new one is good, and a mail tells of the change', async () => {
    watchElsewhere.expectAnswer(401, /sign-in$/);
    await signInByForm(elsewhere, person);
    await expect(elsewhere.getByRole('alert')).toContainText('That e-mail or password isn’t right.');
    await signInByForm(elsewhere, { ...person, password: newPassword });
    await expectPage(elsewhere, 'Devices');
    expect((await inbox.newestTo(person.email, 2)).subject).toContain('was changed');
  });
});

test('tabs that ask while the password changes stay signed in', async ({ page, people, watch }) => {
  // A call with a token of before counts as one with an expired token: the tab refreshes, and asks again (guard.ts).
  watch.expectAnswer(401, /\/api\/account\/sessions/);
  const person = await people.make();
  await people.signIn(page, person);
  const tabs = [await page.context().newPage(), await page.context().newPage()];
  for (const tab of tabs) {
    await tab.goto('account/devices');
    await expectPage(tab, 'Devices');
  }
  await page.goto('account/password');
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill(newPassword);
  const asking = tabs.map(async (tab) => {
    for (let turn = 0; turn < 4; turn += 1) {
      await tab.reload();
      await expectPage(tab, 'Devices');
    }
  });
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has changed.')).toBeVisible();
  await Promise.all(asking);
  for (const tab of tabs) await expect(tab.getByText('You are signed in on this device only.')).toBeVisible();
});

test('a wrong present password, the same one and a weak new one are told at their field, and nothing is lost', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(401, /password$/);
  watch.expectAnswer(422, /password$/);
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account/password');
  const current = page.getByLabel('Current password');
  const next = page.getByLabel('New password');
  const change = page.getByRole('button', { name: 'Change password' });

  await change.click();
  await expect(page.getByText('Fill this in.')).toHaveCount(2);
  await current.fill('not this one');
  await next.fill(newPassword);
  await change.click();
  await expect(page.getByText('That isn’t your current password.')).toBeVisible();
  await expect(current).toBeFocused();
  await expect(next).toHaveValue(newPassword);

  await current.fill(person.password);
  await next.fill('password123');
  await change.click();
  await expect(page.getByText('This is one of the passwords that are tried first.')).toBeVisible();
  await next.fill('ghbdtn123');
  await change.click();
  await expect(page.getByText(/another keyboard layout|easy to guess/)).toBeVisible();
  await next.fill(person.email);
  await change.click();
  await expect(page.getByText('This is made of your own name or address.')).toBeVisible();
  await next.fill(person.password);
  await change.click();
  await expect(page.getByText('This is the password you have now.')).toBeVisible();
  expect((await page.request.get('api/account')).status()).toBe(200);
});

test('whoever is not signed in is asked to, and comes back to the page', async ({ page, people }) => {
  const person = await people.make();
  await page.goto('account/password');
  await expectPage(page, 'Sign in');
  await signInByForm(page, person);
  await expectPage(page, 'Password');
});
