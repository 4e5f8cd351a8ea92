import { expect, test } from './equipment/browser-test.ts';
import { lookAt } from './equipment/look-at.ts';
import { scenes } from './scenes/all.ts';

const phone =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

test.use({ settings: { SUPPORT_EMAIL: 'help@example.com' } });

const screens = { desk: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

/** A real phone has a finger instead of a mouse, larger controls for it, and a scroll bar that floats. */
const readers = [
  { locale: 'en-GB', isPhone: false },
  { locale: 'uk-UA', isPhone: false },
  { locale: 'ru-RU', isPhone: true },
];

for (const { locale, isPhone } of readers) {
  const language = locale.slice(0, 2);

  test.describe(isPhone ? `${language} on a phone` : language, () => {
    test.use({ locale, hasTouch: isPhone, isMobile: isPhone, viewport: isPhone ? screens.phone : screens.desk });

    for (const [name, play] of Object.entries(scenes)) {
      test(`${name} in light and dark`, async ({ page, people, inbox, service, watch, anotherBrowser }) => {
        const signInElsewhere = async (person: { email: string; password: string }) => {
          const { page: other } = await anotherBrowser({ userAgent: phone });
          await people.signIn(other, person);
        };
        await play({ language, page, people, inbox, service, watch, signInElsewhere });
        // The colours and roles are the same in every language.
        const sizes = isPhone ? [screens.phone] : [screens.desk, screens.phone];
        await lookAt(page, `${language}-${name}`, { sizes, isForAxe: language === 'en' });
      });
    }
  });
}

test('the inbox is readable in light and dark, wide and narrow', async ({ page, people, inbox }) => {
  await page.goto('dev/inbox');
  await expect(page.locator('h1')).toBeVisible();
  const { email } = await people.make();
  await page.goto(`dev/inbox/${(await inbox.newestTo(email)).id}`);
  await lookAt(page, 'inbox');
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
