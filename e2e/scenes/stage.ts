import { expect, type Page } from '@playwright/test';
import type { Inbox } from '../equipment/inbox.ts';
import type { People, Person } from '../equipment/people.ts';
import type { Service } from '../equipment/start-service.ts';
import type { Watch } from '../equipment/watch-page.ts';

export interface Stage {
  /** Of the browser, and of the accounts that are made. */
  language: string;
  page: Page;
  people: People;
  inbox: Inbox;
  service: Service;
  watch: Watch;
  /** Another device of the same person, signed in. */
  signInElsewhere: (person: { email: string; password: string }) => Promise<void>;
}

/** A state of a page that a person can meet; found without words, so that it can be looked at in every language. */
export type Scene = (stage: Stage) => Promise<void>;

export const mainButton = 'main button[type=submit]';

export async function submit(page: Page): Promise<void> {
  await page.locator(mainButton).click();
}

export async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`input[name="${name}"]`).fill(value);
}

export const visit =
  (path: string): Scene =>
  async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('h1')).toBeVisible();
  };

export async function signedIn(stage: Stage, path: string): Promise<Person> {
  const person = await stage.people.make({
    first_name: 'Оксана',
    last_name: 'Handzjuk-Østergård',
    locale: stage.language,
  });
  await stage.people.signIn(stage.page, person);
  await visit(path)(stage);
  return person;
}
