import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

// A service of its own: no other test has made an administrator there.
test.use({ settings: { PRODUCT_NAME: 'Lonely desk' } });

test('the last administrator stays, and is told why', async ({ page, people, service, watch }) => {
  watch.expectAnswer(409, /deletion$/);
  watch.expectAnswer(409, /api\/accounts\/[^/]+$/);
  const person = people.invent();
  await page.goto(service.setupLink ?? '');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expectPage(page, 'Sign in');
  await people.signIn(page, person);

  await test.step('where they delete their account', async () => {
    await page.goto('account/delete');
    await page.getByLabel('Current password').fill(person.password);
    await page.getByRole('button', { name: 'Delete account' }).click();
    await expect(page.getByRole('alert')).toContainText('The last administrator has to stay');
    await expect(page.getByLabel('Current password')).toHaveValue(person.password);
    expect((await page.request.get('api/account')).status()).toBe(200);
  });

  const dialog = page.getByRole('alertdialog');

  await test.step('where they give up their role', async () => {
    await page.goto('administration/accounts?role=admin');
    await expect(page.getByText('This is you')).toBeVisible();
    await page.getByRole('link', { name: person.email }).click();
    await page.getByRole('button', { name: 'Change role' }).click();
    await dialog.getByRole('radio', { name: 'User' }).check();
    await expect(dialog.getByText('You lose the administration at once.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await expect(dialog.getByRole('alert')).toContainText('The last administrator has to stay');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('where they suspend themselves', async () => {
    await page.getByRole('button', { name: 'Suspend' }).click();
    await expect(dialog).toContainText('You are signed out at once');
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await expect(dialog.getByRole('alert')).toContainText('The last administrator has to stay');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'Suspend' })).toBeFocused();
    await expect(page.getByRole('main').getByText('Administrator', { exact: true })).toBeVisible();
  });
});
