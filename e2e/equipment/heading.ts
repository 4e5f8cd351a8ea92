import { expect, type Page } from '@playwright/test';

/** The page with this one big heading is there. */
export async function expectPage(page: Page, heading: string | RegExp): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}
