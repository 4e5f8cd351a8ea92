import type { Page } from '@playwright/test';

/** Asks over the API for another e-mail, in the name of whoever is signed in in the page's browser. */
export async function askForEmail(page: Page, change: { email: string; password: string }): Promise<void> {
  // As a page of ours would send it: with a cookie of ours, a request has to say where it comes from.
  const headers = { 'sec-fetch-site': 'same-origin' };
  const answer = await page.request.post('api/account/email', { data: change, headers });
  if (answer.status() !== 202) throw new Error(`account/email: ${answer.status()} ${await answer.text()}`);
}
