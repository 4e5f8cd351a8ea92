import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

// A service of its own: no other test has made an administrator there.
test.use({ settings: { PRODUCT_NAME: 'Lonely desk' } });

test('the last administrator stays, and is told why', async ({ page, people, service, watch }) => {
  watch.expectAnswer(409, /deletion$/);
  const person = people.invent();
  await page.goto(service.setupLink ?? '');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expectPage(page, 'Sign in');
  await people.signIn(page, person);
  await page.goto('account/delete');
  await page.getByLabel('Current password').fill(person.password);
  await page.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByRole('alert')).toContainText('The last administrator has to stay');
  await expect(page.getByLabel('Current password')).toHaveValue(person.password);
  expect((await page.request.get('api/account')).status()).toBe(200);
});
