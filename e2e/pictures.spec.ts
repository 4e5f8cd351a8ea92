import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { shareThatDiffers } from './equipment/compare-pictures.ts';
import { type Furnished, furnishForPictures } from './equipment/furnish-for-pictures.ts';
import { standStill } from './equipment/stand-still.ts';
import { root } from './equipment/start-service.ts';

/** `E2E_PICTURES=write` draws the kept pictures anew, after a change that is meant to be seen. */
const isWriting = process.env.E2E_PICTURES === 'write';
const folder = join(root, 'docs/pictures');
const mostBytes = 150_000;
const usualShare = 0.005;

// A key that stays, so that default pictures of people do.
test.use({ settings: { PRODUCT_NAME: 'Portress', SECRET_KEY: 'kept-for-pictures-only-0123456789abcdef' } });

interface Picture {
  open: (page: Page, furnished: Furnished) => Promise<void>;
  /** What may differ: more where numbers of the machine are shown. */
  share?: number;
}

const visit = (path: string) => async (page: Page) => void (await page.goto(path));

/** The pages that are used most. */
const signedOut: Record<string, Picture> = {
  'sign-in': { open: visit('sign-in') },
  'sign-up': {
    open: async (page) => {
      await page.goto('sign-up');
      await page.getByLabel('E-mail', { exact: true }).fill('oksana@example.com');
      await page.getByLabel('Password', { exact: true }).fill('oksana2026');
      // The advice, where there is one, comes when the typing has ended.
      await page
        .getByRole('status')
        .filter({ hasText: /./ })
        .first()
        .waitFor({ timeout: 3000 })
        .catch(() => {});
    },
  },
};

const signedIn: Record<string, Picture> = {
  profile: { open: visit('account') },
  devices: { open: visit('account/devices') },
  contacts: { open: (page, { contactId }) => visit(`contacts/${contactId}`)(page) },
  birthdays: { open: visit('contacts/birthdays') },
  cats: { open: (page, { catId }) => visit(`cats/${catId}`)(page) },
  administration: { open: visit('administration'), share: 0.06 },
};

test('the most used pages look as in the pictures that are kept of them', async ({
  page,
  context,
  browser,
  people,
  inbox,
  service,
  watch,
}) => {
  test.slow();
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await standStill(page, context);
  const furnished = await furnishForPictures(page, { people, inbox, service });
  const cookies = await context.cookies();
  for (const [pictures, isSignedIn] of [[signedOut, false] as const, [signedIn, true] as const]) {
    await context.clearCookies();
    if (isSignedIn) await context.addCookies(cookies);
    for (const [name, { open, share = usualShare }] of Object.entries(pictures)) {
      await test.step(name, async () => {
        await open(page, furnished);
        await settle(page);
        const drawn = await drawWhenStill(page);
        expect.soft(drawn.length, `bytes of ${name}.png`).toBeLessThan(mostBytes);
        const file = join(folder, `${name}.png`);
        if (isWriting) writeFileSync(file, drawn);
        else await expectSame(name, file, drawn, share);
      });
    }
  }
  expect(watch.faults()).toEqual([]);

  async function expectSame(name: string, file: string, drawn: Buffer, share: number): Promise<void> {
    const advice = `${name}.png differs: look at both, then npm run pictures`;
    expect.soft(existsSync(file), advice).toBe(true);
    const differs = existsSync(file) ? await shareThatDiffers(browser, readFileSync(file), drawn) : 1;
    if (differs > share) await test.info().attach(`${name} as drawn now`, { body: drawn, contentType: 'image/png' });
    expect.soft(differs, advice).toBeLessThanOrEqual(share);
  }
});

/** Everything that was asked for is there, letters and pictures too, and nothing is lit by the mouse. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
  });
}

/** A chart that grows is drawn when it has grown. */
async function drawWhenStill(page: Page): Promise<Buffer> {
  const draw = () => page.screenshot({ caret: 'hide', animations: 'disabled' });
  let drawn = await draw();
  await expect
    .poll(async () => {
      const before = drawn;
      drawn = await draw();
      return drawn.equals(before);
    })
    .toBe(true);
  return drawn;
}
