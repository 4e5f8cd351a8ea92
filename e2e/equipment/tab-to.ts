import { expect, type Locator, type Page } from '@playwright/test';

const mostPresses = 80;

/** Goes to a control as somebody without a mouse does; it has to be reached, and its focus to be seen. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let press = 0; press < mostPresses; press += 1) {
    if (await control.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${mostPresses} presses of Tab did not reach ${String(control)}`);
}
