import { expect, type Locator, type Page } from '@playwright/test';

const mostPresses = 80;

/**
 * Goes to a control as somebody without a mouse does; it has to be reached, and its focus to be seen. A dialog takes the focus
 * a frame after it is drawn, and would take it back from whoever pressed a key before that: so this waits until it has it.
 */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  await expect.poll(() => control.evaluate(isWhereFocusIs), { message: 'the dialog takes the focus' }).toBe(true);
  for (let press = 0; press < mostPresses; press += 1) {
    if (await control.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${mostPresses} presses of Tab did not reach ${String(control)}`);
}

/** Anywhere on a page; within a dialog where the control is in one. */
const isWhereFocusIs = (control: Element): boolean =>
  (control.closest('[role=dialog], [role=alertdialog]') ?? document.documentElement).contains(document.activeElement);
