import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** `E2E_SHOTS=folder` keeps a picture of everything that is looked at. */
const shots = process.env['E2E_SHOTS'];
const looks = [
  { width: 1280, height: 800, colorScheme: 'light' },
  { width: 1280, height: 800, colorScheme: 'dark' },
  { width: 360, height: 740, colorScheme: 'light' },
  { width: 360, height: 740, colorScheme: 'dark' },
] as const;
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Looks at the page as it stands, in light and dark, on a desk and on a phone: everything fits, and is for everybody. */
export async function lookAt(page: Page, name: string, { isForAxe = true } = {}): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  for (const { width, height, colorScheme } of looks) {
    // In the dark nothing is wider: without axe or a picture there is nothing new to see.
    if (colorScheme === 'dark' && !isForAxe && !shots) continue;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectFits(page);
    if (isForAxe) await expectAccessible(page);
    const path = join(shots ?? '', `${name}-${width}-${colorScheme}.png`);
    if (shots) await page.screenshot({ path, fullPage: true });
  }
}

/** Words that don't fit their button, and whatever makes the page wider than the screen. */
async function expectFits(page: Page): Promise<void> {
  const faults = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const controls = [...document.querySelectorAll<HTMLElement>('button, a, label, summary')].filter((one) => {
      const { display, clipPath } = getComputedStyle(one);
      // What is clipped away is for screen readers only.
      return display !== 'inline' && clipPath === 'none';
    });
    const cut = controls.filter((one) => one.scrollWidth > one.clientWidth + 1);
    return [
      ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide on a screen of ${clientWidth}`] : []),
      ...cut.map((one) => `cut: ${one.innerText}`),
    ];
  });
  expect(faults).toEqual([]);
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(standards).setLegacyMode().analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(told).toEqual([]);
  await expect(page.locator('h1')).toHaveCount(1);
}
