import type { Page, Response } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';

/** The words of every room are part of it, and grow with them. */
const most = { '': 160_000, 'sign-in': 180_000 };

interface Weight {
  /** Scripts, styles and the document, as they came over the wire. */
  bytes: number;
  fonts: number;
  files: string[];
}

/** Opens the page as somebody who has never been here, and presses nothing. */
async function weigh(page: Page, path: string): Promise<Weight> {
  const answers: Response[] = [];
  page.on('response', (answer) => answers.push(answer));
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const weight: Weight = { bytes: 0, fonts: 0, files: [] };
  for (const answer of answers) {
    const type = answer.request().resourceType();
    const { responseBodySize: size } = await answer.request().sizes();
    if (type === 'font') weight.fonts += size;
    else weight.bytes += size;
    weight.files.push(`${size} ${type} ${new URL(answer.url()).pathname}`);
  }
  return weight;
}

for (const [locale, language] of [
  ['en-GB', 'English'],
  ['uk-UA', 'Ukrainian'],
] as const) {
  test.describe(language, () => {
    test.use({ locale });

    for (const path of ['', 'sign-in'] as const) {
      test(`/${path} costs a newcomer less than ${most[path] / 1000} KB before anything is pressed`, async ({
        page,
      }, testInfo) => {
        const { bytes, fonts, files } = await weigh(page, path);
        testInfo.annotations.push({ type: 'weight', description: `${bytes} bytes, and ${fonts} of fonts` });
        expect(bytes, files.join('\n')).toBeLessThan(most[path]);
        expect(bytes).toBeGreaterThan(most[path] / 4);
        // The letters of a language that the page does not speak stay where they are.
        expect(fonts, files.join('\n')).toBeLessThan(100_000);
        const isFetched = (name: string) => files.some((file) => file.includes(`/${name}-`));
        expect(isFetched('sign-in-page'), files.join('\n')).toBe(path === 'sign-in');
        expect(['sign-up-page', 'profile-page', 'toast-list', 'contacts-page'].filter(isFetched)).toEqual([]);
      });
    }
  });
}

test('whoever points at a link has its page before pressing it', async ({ page }) => {
  await page.goto('');
  const part = page.waitForResponse(/assets\/sign-in-page-/);
  await page.getByRole('link', { name: 'Sign in' }).hover();
  expect((await part).status()).toBe(200);
});

test('a deep link is fetched beside the words, and nothing of the page flashes before it is whole', async ({
  page,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  // As slow as a page can be fetched: what waits for what shows in the order of the requests.
  await page.route(/assets\/(en|sign-in-page)-/, async (route) => {
    await expect.poll(() => asked.filter((path) => /\/(en|sign-in-page)-/.test(path)).length).toBe(2);
    await route.continue();
  });
  await page.goto('sign-in');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});

test('a part of a page that cannot be fetched is said in words, and a reload mends it', async ({
  browser,
  service,
}) => {
  // Not watched: what the console says of it is the point.
  const context = await browser.newContext();
  const page = await context.newPage();
  let isAway = true;
  await context.route(/assets\/sign-in-page-/, (route) => (isAway ? route.abort() : route.continue()));
  await page.goto(`${service.url}/sign-in`);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/\w/);
  isAway = false;
  await page.getByRole('main').getByRole('button').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await context.close();
});
