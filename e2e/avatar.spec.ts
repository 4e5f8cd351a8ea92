import { truncate, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { drawPicture } from './equipment/draw-picture.ts';
import { expectPage } from './equipment/heading.ts';

const photo = { name: 'photo.png', mimeType: 'image/png', buffer: drawPicture() };

/** The middle of the left and of the right half of the picture that the profile shows: `red` or `blue`. */
async function halvesOf(page: Page): Promise<string[]> {
  const picture = page.getByRole('img', { name: 'Your picture' });
  await expect(picture).toHaveJSProperty('complete', true);
  return picture.evaluate((image: HTMLImageElement) => {
    const brush = new OffscreenCanvas(250, 250).getContext('2d', { willReadFrequently: true });
    brush?.drawImage(image, 0, 0, 250, 250);
    return [60, 190].map((x) => {
      const [red = 0, , blue = 0] = brush?.getImageData(x, 125, 1, 1).data ?? [];
      return red > blue ? 'red' : 'blue';
    });
  });
}

/** @param file what is in it, or where it lies: a large one takes seconds on its way into the browser */
async function choose(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Choose (?:a picture|another)$/ }).click();
  await (await choosing).setFiles(file);
}

test('a picture is chosen, moved by the mouse and shown; removed, and brought back', async ({ page, people }) => {
  await people.signIn(page, await people.make());
  await page.goto('account');
  await expect(page.getByRole('button', { name: 'Remove picture' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Change picture' }).click();
  await expectPage(page, 'Picture');
  await choose(page, photo);
  await expect(page.getByRole('heading', { name: 'Choose the part that is shown' })).toBeFocused();
  await expect(page.getByRole('img', { name: 'How it looks in a circle' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'How it looks in a square' })).toBeVisible();

  const area = page.getByRole('application');
  const { x, y, width, height } = (await area.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x - width, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expectPage(page, 'Profile');
  await expect(page.getByText('Your picture is saved.')).toBeVisible();
  expect(await halvesOf(page)).toEqual(['blue', 'blue']);

  await page.getByRole('button', { name: 'Remove picture' }).click();
  await expect(page.getByText('Your picture is removed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove picture' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Change picture' })).toBeFocused();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(page.getByRole('button', { name: 'Remove picture' })).toBeVisible();
  expect(await halvesOf(page)).toEqual(['blue', 'blue']);
});

test('a picture is moved and made larger by the keyboard alone', async ({ page, people }) => {
  await people.signIn(page, await people.make());
  await page.goto('account/picture');
  await expectPage(page, 'Picture');
  const button = page.getByRole('button', { name: 'Choose a picture' });
  const choosing = page.waitForEvent('filechooser');
  await button.press('Enter');
  await (await choosing).setFiles(photo);
  await expect(page.getByRole('heading', { name: 'Choose the part that is shown' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('application')).toBeFocused();
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('slider', { name: 'Zoom' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('slider', { name: 'Zoom' })).toHaveAttribute('aria-valuetext', '110 %');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Save picture' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expectPage(page, 'Profile');
  expect(await halvesOf(page)).toEqual(['red', 'red']);
});

test('what is no picture, too large or broken is refused in words before it is sent', async ({
  page,
  people,
}, testInfo) => {
  await people.signIn(page, await people.make());
  await page.goto('account/picture');
  const alert = page.getByRole('alert').filter({ hasText: /\w/ });
  await choose(page, { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('only words') });
  await expect(alert).toContainText('This is not a picture of a known kind');
  const large = testInfo.outputPath('large.png');
  await writeFile(large, '');
  await truncate(large, 30_000_001);
  await choose(page, large);
  await expect(alert).toContainText('This file is too large');
  await choose(page, {
    ...photo,
    buffer: Buffer.concat([photo.buffer.subarray(0, 8), Buffer.from('and nothing more')]),
  });
  await expect(alert).toContainText('This picture can’t be read');

  await test.step('a file that is dropped is taken as well', async () => {
    const data = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(bytes)], 'photo.png', { type: 'image/png' }));
        return transfer;
      },
      [...photo.buffer],
    );
    await page.getByText('or drag one here').dispatchEvent('drop', { dataTransfer: data });
    await expect(page.getByRole('application')).toBeVisible();
  });
});

test('a picture that the service refuses stays chosen, and the refusal is told', async ({ page, people, watch }) => {
  for (const status of [413, 415, 422, 429]) watch.expectAnswer(status, /avatar$/);
  await people.signIn(page, await people.make());
  await page.goto('account/picture');
  await choose(page, photo);
  await expect(page.getByRole('application')).toBeVisible();
  const refuse = async (status: number, code: string, more: object = {}, headers: Record<string, string> = {}) => {
    await page.unroute('**/api/account/avatar');
    await page.route('**/api/account/avatar', (route) =>
      route.fulfill({
        status,
        headers: { 'content-type': 'application/problem+json', ...headers },
        body: JSON.stringify({ status, code, request_id: 'abc-123', ...more }),
      }),
    );
    await page.getByRole('button', { name: 'Save picture' }).click();
  };
  const alert = page.getByRole('alert').filter({ hasText: /\w/ });
  await refuse(413, 'payload_too_large');
  await expect(alert).toContainText('This file is too large');
  await refuse(415, 'unsupported_media_type');
  await expect(alert).toContainText('This is not a picture of a known kind');
  await refuse(422, 'validation_failed', { errors: [{ field: 'file', code: 'too_many_pixels', message: 'm' }] });
  await expect(alert).toContainText('at most 40 megapixels');
  await refuse(429, 'too_many_requests', {}, { 'retry-after': '2' });
  await expect(alert).toContainText('What you have chosen stays here.');
  await expect(page.getByRole('button', { name: 'Save picture' })).toHaveAttribute('aria-disabled', 'true');
  await page.unroute('**/api/account/avatar');
  await expect(alert.getByText('You can try again now.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expectPage(page, 'Profile');
  expect(await halvesOf(page)).toEqual(['red', 'blue']);
});
