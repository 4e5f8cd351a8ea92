import { expect, test } from './equipment/browser-test.ts';
import { faultsInEveryLanguage, lookAt, lookInEveryLanguage } from './equipment/look-at.ts';
import type { Person } from './equipment/people.ts';
import { scenes } from './scenes/all.ts';

const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

// The scenes go on one after the other in the same tab, emptied in between: a new one would read all scripts anew for each.
test.use({
  settings: { SUPPORT_EMAIL: 'help@example.com' },
  reuseContext: true,
  contextOptions: { reducedMotion: 'reduce' },
});
test.afterEach(({ context }) => context.setOffline(false));

for (const [name, play] of Object.entries(scenes)) {
  test(`${name} on every screen, in light and dark, in every language`, async ({
    page,
    people,
    inbox,
    service,
    watch,
  }) => {
    const signInElsewhere = (person: Person) => people.signInOn(phone, person);
    await play({ language: 'en', page, people, inbox, service, watch, signInElsewhere });
    await lookInEveryLanguage(page, name);
  });
}

test('the inbox is readable in light and dark, wide and narrow', async ({ page, people, inbox }) => {
  await page.goto('dev/inbox');
  await expect(page.locator('h1')).toBeVisible();
  const { email } = await people.make();
  await page.goto(`dev/inbox/${(await inbox.newestTo(email)).id}`);
  await lookAt(page, 'inbox');
});

test('what must not be there would be seen', async ({ page }) => {
  await page.goto('sign-in');
  await page.getByLabel('E-mail or username').waitFor();
  await page.evaluate(() => {
    const planted = document.createElement('div');
    for (const words of ['Увійти', ''])
      planted.append(Object.assign(document.createElement('button'), { textContent: words }));
    planted.append(Object.assign(document.createElement('a'), { textContent: 'Nowhere', tabIndex: -1 }));
    planted.append(document.createElement('h1'));
    for (const heading of document.querySelectorAll('h1')) heading.style.color = '#1b2025';
    planted.style.width = '3000px';
    planted.style.height = '8px';
    document.body.append(planted);
  });
  const faults = (await faultsInEveryLanguage(page, 'planted')).join('\n');
  expect(faults).toMatch(/planted-en-2560-light: 3000 px wide/);
  expect(faults).toMatch(/planted-ru-1280-light: not translated: Увійти/);
  expect(faults).toMatch(/planted-en-360-dark: too small for a finger: Увійти/);
  expect(faults).toMatch(/planted-uk-360-light: out of the keyboard’s reach: Nowhere/);
  expect(faults).toMatch(/planted-en-1280-light: 2 headings/);
  expect(faults).toMatch(/planted-en-360-light: button-name/);
  expect(faults).toMatch(/planted-en-1280-dark: color-contrast: .*Sign in<\/h1>/);
  expect(faults).not.toMatch(/planted-en-1280-light: color-contrast/);
});

test('an appearance picked by hand wins over the system, from the first paint on', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('sign-in');
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByText('Dark', { exact: true }).click();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload({ waitUntil: 'commit' });
  await page.waitForSelector('body', { state: 'attached' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await ground()).toBe(dark);
  await page.getByText('As the system', { exact: true }).click();
  expect(await ground()).toBe(light);
});
