import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';

// A service of its own, on which the steps follow each other.
test.use({ settings: { PRODUCT_NAME: 'Front desk' } });
test.describe.configure({ mode: 'serial' });

const administrator = { email: 'first@example.com', password: 'seven brass doorbells' };

test('while there is no administrator the home page says so', async ({ page }) => {
  await page.goto('');
  await expect(page.getByText('There is no administrator yet')).toBeVisible();
  await expect(page.getByText('npm run portress -- admin create')).toBeVisible();
  await expect(page).toHaveTitle(/Front desk$/);
});

test('a setup link that is not whole, or not the one printed, makes nobody an administrator', async ({
  page,
  watch,
}) => {
  watch.expectAnswer(400, /api\/setup$/);
  await page.goto('setup');
  await expectPage(page, 'This setup link no longer works');
  await page.goto('sign-in');
  await page.goto('setup#token=somebody-guessed-this');
  await page.getByLabel('E-mail', { exact: true }).fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expectPage(page, 'This setup link no longer works');
});

test('the printed link makes the first administrator, who needs no mail', async ({ page, service, inbox }) => {
  expect(service.setupLink).not.toBeNull();
  await page.goto(service.setupLink ?? '');
  await expectPage(page, 'First administrator');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('Fill this in.').first()).toBeVisible();
  await page.getByLabel('E-mail', { exact: true }).fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
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

test('the link works once, and a second administrator is not made by it', async ({ page, service, watch }) => {
  watch.expectAnswer(409, /api\/setup$/);
  await page.goto(service.setupLink ?? '');
  await page.getByLabel('E-mail', { exact: true }).fill('second@example.com');
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expectPage(page, 'There is an administrator already');
  await page.goto('sign-in');
  await page.goto('setup');
  await expectPage(page, 'There is an administrator already');
  await page.goto('');
  await expectPage(page, 'One account for every application here');
  await expect(page.getByText('There is no administrator yet')).toBeHidden();
});
