import { askAxe } from './equipment/ask-axe.ts';
import { expect, test } from './equipment/browser-test.ts';
import { lookAt } from './equipment/look-at.ts';
import { desk, phone, putOnScreen } from './equipment/screens.ts';

test('from home to a guide, on by what it links to, and back home', async ({ page, service }) => {
  await page.goto('');
  await page.getByRole('link', { name: 'Guides' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Accounts for what you build' })).toBeVisible();
  const card = page.getByRole('main').getByRole('listitem').getByRole('link').first();
  const title = (await card.locator('.title').textContent()) ?? '';
  await card.click();
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
  const current = page.getByRole('navigation', { name: 'All guides' }).locator('[aria-current=page]');
  await expect(current).toHaveText(title);
  await page.getByRole('navigation', { name: 'Before and after' }).getByRole('link', { name: 'Next' }).click();
  await expect(current).not.toHaveText(title);
  await page.getByRole('link', { name: 'Home of this service' }).click();
  await expect(page).toHaveURL(`${service.url}/`);
});

test('the search answers as one types, by keyboard alone', async ({ page }) => {
  await page.goto('guides/invitations');
  await expect(page.getByRole('radio', { name: 'System' })).toBeChecked();
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Search the guides' });
  await expect(field).toBeFocused();
  await page.keyboard.type('TypeScript runs as it is');
  const found = page.getByRole('option', { name: /^0002: TypeScript runs as it is/ }).first();
  await expect(found).toBeVisible();
  // The page below has code and tables.
  await lookAt(page, 'guide-and-search');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(found).toBeHidden();
  await field.fill('zeppelins');
  await expect(page.getByText('Nothing was found for “zeppelins”.').first()).toBeVisible();
  await field.fill('typescript run');
  await expect(found).toBeVisible();
  await field.press('Enter');
  await expect(page).toHaveURL(/\/guides\/decisions\/0002-[\w-]+(#.+)?$/);
});

test('on a phone both lists open over the page, also without a script', async ({ page, browser, service }) => {
  const session = await page.context().newCDPSession(page);
  await putOnScreen(session, phone);
  await page.goto('guides/contacts');
  const menu = page.getByRole('navigation', { name: 'All guides' });
  await expect(menu).toBeHidden();
  await page.getByRole('button', { name: 'All guides' }).click();
  await expect(menu.locator('[aria-current=page]')).toBeVisible();
  expect(await askAxe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await page.getByRole('button', { name: 'On this page' }).click();
  const contents = page.getByRole('navigation', { name: 'On this page' });
  const last = contents.getByRole('link').last();
  const title = (await last.textContent()) ?? '';
  await last.click();
  await expect(contents).toBeHidden();
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeInViewport();

  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const without = await plain.newPage();
  await without.goto(`${service.url}/guides/contacts`);
  await without.getByRole('button', { name: 'All guides' }).click();
  const group = without.getByRole('navigation', { name: 'All guides' }).getByRole('group').last();
  await group.getByText('Reference').click();
  await group.getByRole('link').first().click();
  await expect(without).toHaveURL(`${service.url}/guides/command-line`);
  await plain.close();
});

test('the list of all guides is readable on every screen in light and dark, and so is the page for what is not there', async ({
  page,
  watch,
}) => {
  await page.goto('guides/');
  await lookAt(page, 'guides');
  watch.expectAnswer(404, /\/guides\/no\/such\/guide$/);
  await page.goto('guides/no/such/guide');
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such guide' })).toBeVisible();
  await lookAt(page, 'guide-missing');
  const session = await page.context().newCDPSession(page);
  await putOnScreen(session, desk);
  await page.getByRole('main').getByRole('link', { name: 'all guides' }).click();
  await expect(page).toHaveURL(/\/guides\/$/);
});

test('the appearance chosen on the pages of the service holds here, and the other way round', async ({ page }) => {
  const isDark = () => page.evaluate(() => getComputedStyle(document.body).getPropertyValue('color-scheme') === 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('sign-in');
  await page.getByText('Dark', { exact: true }).click();
  await page.goto('guides/limits');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(await isDark()).toBe(true);
  await page.getByRole('radio', { name: 'System' }).check();
  expect(await isDark()).toBe(false);
  await page.goto('sign-in');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
});

test('a block of commands is copied as it stands', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('guides/build-your-own-app');
  const block = page.locator('figure.code').first();
  await block.getByRole('button', { name: 'Copy' }).click();
  await expect(block.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await block.locator('code').textContent());
  expect(copied).toMatch(/^npm run/);
});

test.describe('in Ukrainian', () => {
  test.use({ locale: 'uk-UA' });

  test('home leads to the guides in its own words', async ({ page, service }) => {
    await page.goto('');
    await page.getByRole('link', { name: 'Посібники' }).click();
    await expect(page).toHaveURL(`${service.url}/guides/`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});
