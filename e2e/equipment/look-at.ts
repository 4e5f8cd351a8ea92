import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** `E2E_SHOTS=folder` keeps a picture of everything that is looked at. */
const shots = process.env.E2E_SHOTS;
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const allSizes = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

/** Looks at the page as it stands, in light and dark and in each size: everything fits, and is for everybody. */
export async function lookAt(page: Page, name: string, { sizes = allSizes, isForAxe = true } = {}): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  for (const size of sizes) {
    // A phone keeps its size: told so once more, the emulation would forget that it is touched.
    if (sizes.length > 1) await page.setViewportSize(size);
    await expectFits(page, size.width);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      if (isForAxe) await expectAccessible(page);
      const path = join(shots ?? '', `${name}-${size.width}-${colorScheme}.png`);
      if (shots) await page.screenshot({ path, fullPage: true });
    }
  }
}

/** 44 px for a finger; a button within the frame of a field gives two of them to the frame. */
const fingerPixels = 42;

/** No page wider than the screen, no word cut by its button, and under a finger nothing smaller than it. */
async function expectFits(page: Page, screenWidth: number): Promise<void> {
  const { pageWidth, cut, small } = await page.evaluate((least) => {
    const isTouched = matchMedia('(pointer: coarse)').matches;
    const controls = [...document.querySelectorAll<HTMLElement>('button, a, label, summary')].filter((one) => {
      const { display, clipPath } = getComputedStyle(one);
      // A link within a line is as high as the line; what is clipped away is for screen readers only.
      return one.checkVisibility() && display !== 'inline' && clipPath === 'none';
    });
    const named = (faulty: HTMLElement[]) => faulty.map((one) => one.textContent);
    const isPressed = (one: HTMLElement) => one.matches('button, a[class*="min-h"], summary, label:has(input)');
    return {
      pageWidth: document.documentElement.scrollWidth,
      cut: named(controls.filter((one) => one.scrollWidth > one.clientWidth + 1)),
      small: named(controls.filter((one) => isTouched && isPressed(one) && one.offsetHeight < least)),
    };
  }, fingerPixels);
  expect(pageWidth).toBeLessThanOrEqual(screenWidth);
  expect({ cut, small }).toEqual({ cut: [], small: [] });
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(standards).setLegacyMode().analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(told).toEqual([]);
  await expect(page.locator('h1')).toHaveCount(1);
}
