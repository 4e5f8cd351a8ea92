import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';

// A service of its own, which has no administrator yet.
test.use({ settings: { PRODUCT_NAME: 'Front desk' } });

const administrator = { email: 'first@example.com', password: 'seven brass doorbells' };

async function createByForm(page: Page, { email, password }: typeof administrator): Promise<void> {
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
}

test('the printed link makes the first administrator, and nobody after them', async ({
  page,
  service,
  inbox,
  watch,
}) => {
  watch.expectAnswer(400, /api\/setup$/);
  watch.expectAnswer(409, /api\/setup$/);

  await test.step('while there is none the home page says so', async () => {
    await page.goto('');
    await expect(page.getByText('There is no administrator yet')).toBeVisible();
    await expect(page.getByText('npm run portress -- admin create')).toBeVisible();
    await expect(page).toHaveTitle(/Front desk$/);
  });

  await test.step('a link that is not whole, or not the one printed, makes nobody an administrator', async () => {
    await page.goto('setup');
    await expectPage(page, 'This setup link no longer works');
    await page.goto('sign-in');
    await page.goto('setup#token=somebody-guessed-this');
    await createByForm(page, administrator);
    await expectPage(page, 'This setup link no longer works');
    await page.goto('about:blank');
  });

  await test.step('the printed one does, without any mail', async () => {
    expect(service.setupLink).not.toBeNull();
    await page.goto(service.setupLink ?? '');
    await expectPage(page, 'First administrator');
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await expect(page.getByText('Fill this in.').first()).toBeVisible();
    await createByForm(page, administrator);
    await expectPage(page, 'Sign in');
    await expect(page.getByText('Administrator created. Sign in with this e-mail.')).toBeVisible();
    await expect(page.getByLabel('E-mail or username')).toHaveValue(administrator.email);
    await signInByForm(page, administrator);
    await expectPage(page, 'Overview');
    await page.getByRole('link', { name: 'Profile' }).click();
    await expectPage(page, 'Profile');
    await expect(page.getByText('Administrator', { exact: true })).toBeVisible();
    await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
    expect(await inbox.listTo(administrator.email)).toEqual([]);
  });

  await test.step('it works once, and makes no second one', async () => {
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(service.setupLink ?? '');
    await createByForm(page, { ...administrator, email: 'second@example.com' });
    await expectPage(page, 'There is an administrator already');
    await page.goto('sign-in');
    await page.goto('setup');
    await expectPage(page, 'There is an administrator already');
    await page.goto('');
    await expectPage(page, 'One account for every application here');
    await expect(page.getByText('There is no administrator yet')).toBeHidden();
  });
});
