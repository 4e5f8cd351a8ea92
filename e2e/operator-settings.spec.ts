import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';
import { lookAt } from './equipment/look-at.ts';

test.use({ settings: { SIGN_UP: 'closed', MAIL: 'off', PRODUCT_NAME: 'Vereinsheim', PRODUCT_ACCENT: '#e0b000' } });
// One after the other: a second service and browser for a few tests would cost more than they do.
test.describe.configure({ mode: 'default' });

test('a service that takes no new people says so, in its own name and colour, and stays readable', async ({ page }) => {
  await page.goto('sign-up');
  await expectPage(page, 'Sign-up is closed');
  await expect(page.getByText('Vereinsheim').first()).toBeVisible();
  await lookAt(page, 'closed');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expectPage(page, 'Sign in');
  await expect(page.getByText('No account yet?')).toBeHidden();
});

test('a service that sends no mail says whom to ask', async ({ page }) => {
  await page.goto('forgotten-password');
  await expectPage(page, 'This service sends no mail');
  await lookAt(page, 'mail-off');
  await page.goto('');
  await expect(page.getByRole('link', { name: 'Development inbox' })).toBeHidden();
});
