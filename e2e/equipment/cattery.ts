import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';

export interface Made {
  id: string;
}

/** Adds an owner over the API in the name of whoever is signed in in the page's browser. */
export const makeOwner = (
  page: Page,
  fields: { email?: string; name?: string } = {},
): Promise<Made & { email: string }> =>
  post(page, 'api/owners', { email: `${randomUUID().slice(0, 8)}@owners.example`, ...fields });

export const makeCat = (
  page: Page,
  fields: { owner_id: string; nickname: string; age?: number; description?: string; vaccinated?: boolean },
): Promise<Made> => post(page, 'api/cats', { age: 3, ...fields });

async function post<Answer>(page: Page, path: string, data: object): Promise<Answer> {
  // As a page of ours would send it: with a cookie of ours, a request has to say where it comes from.
  const answer = await page.request.post(path, { data, headers: { 'sec-fetch-site': 'same-origin' } });
  if (answer.status() !== 201) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
