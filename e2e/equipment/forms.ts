import type { Page } from '@playwright/test';
import type { Person } from './people.ts';

/** Fills the sign-in page that is open, in English, and sends it. */
export async function signInByForm(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail or username').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Fills the sign-up page that is open, in English, and sends it. */
export async function signUpByForm(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
}
