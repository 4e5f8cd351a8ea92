import { expect } from '@playwright/test';
import { importContacts, smallBook } from '../equipment/contact-book.ts';
import { fill, type Scene, type Stage, signedIn, submit, visit } from './stage.ts';

async function withBook(stage: Stage, path: string): Promise<void> {
  await signedIn(stage, 'account');
  await importContacts(stage.page, smallBook());
  await visit(path)(stage);
}

const open = (name: string): Scene =>
  async function openContact(stage) {
    await withBook(stage, 'contacts');
    await stage.page.locator('[data-contact]').filter({ hasText: name }).click();
    await expect(stage.page.locator('article h1')).toBeVisible();
    // By a mouse the row would stay lit, and by a keyboard framed.
    await stage.page.mouse.move(0, 0);
  };

const mixedFile = [
  'First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Birthday,Organization Name',
  'Ольга,Петренко,olha@example.com,+380671234567,1985-04-12,Завод',
  'Jan,Novák,not an address,,,',
  'Ганна,Шевчук,hanna@example.com,+380 12,,',
  'Ben,Okafor,ben@example.com,,1985-13-40,Firm',
].join('\n');

const choose: Scene = async ({ page }) => {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'Google contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(mixedFile) });
  await expect(page.locator('main table')).toBeVisible();
};

/** The address book. */
export const contactsScenes: Record<string, Scene> = {
  contacts: async (stage) => {
    await withBook(stage, 'contacts');
    await expect(stage.page.locator('[data-contact]').first()).toBeVisible();
    await expect(stage.page.locator('section time, section section li').first()).toBeVisible();
  },
  'contacts-detail': open('Ковальчук'),
  'contacts-detail-long': open('Bergerdorff'),
  'contacts-empty': async (stage) => {
    await signedIn(stage, 'contacts');
    await expect(stage.page.locator('main code')).toBeVisible();
  },
  'contacts-found': async (stage) => {
    await withBook(stage, 'contacts?q=an');
    await expect(stage.page.locator('mark').first()).toBeVisible();
  },
  'contacts-no-match': async (stage) => {
    await withBook(stage, 'contacts?q=nobody-is-called-so');
    await expect(stage.page.locator('main [role=status] a')).toBeVisible();
  },
  'contacts-from-letter': async (stage) => {
    await withBook(stage, 'contacts?from=K');
    await expect(stage.page.locator('[data-contact]').first()).toBeVisible();
  },
  'contacts-fault': async (stage) => {
    stage.watch.expectAnswer(503, /contacts$/);
    await stage.page.route('**/api/contacts?*', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify({ status: 503, code: 'unavailable', request_id: '0c2f3c1e-7d6a-4a53-9a3e-6f2d6a1f0b11' }),
      }),
    );
    await signedIn(stage, 'contacts');
    await expect(stage.page.getByRole('alert')).toBeVisible();
  },
  'contacts-missing': async (stage) => {
    stage.watch.expectAnswer(404, /AAAA$/);
    await signedIn(stage, 'account');
    await visit('contacts/AAAAAAAAAAAAAAAAAAAAAA')(stage);
  },
  'contacts-new': async (stage) => {
    await signedIn(stage, 'contacts/new');
    await expect(stage.page.locator('input[name=first_name]')).toBeVisible();
  },
  'contacts-form-faults': async (stage) => {
    stage.watch.expectAnswer(409, /contacts$/);
    await withBook(stage, 'contacts/new');
    await fill(stage.page, { email: 'somebody', birthday_day: '31' });
    await submit(stage.page);
    await expect(stage.page.locator('[aria-invalid=true]')).toHaveCount(2);
    await fill(stage.page, { first_name: 'Ann', email: 'Jan@example.com', birthday_day: '' });
    await submit(stage.page);
    await expect(stage.page.locator('form p a')).toBeVisible();
  },
  birthdays: async (stage) => {
    await withBook(stage, 'contacts/birthdays');
    await expect(stage.page.locator('time[aria-current=date]')).toBeVisible();
  },
  'birthdays-none': async (stage) => {
    await signedIn(stage, 'contacts/birthdays?weeks=2');
    await expect(stage.page.locator('main a').last()).toBeVisible();
  },
  'contacts-import': async (stage) => void (await signedIn(stage, 'contacts/import')),
  'contacts-import-preview': async (stage) => {
    await signedIn(stage, 'contacts/import');
    await choose(stage);
  },
  'contacts-import-report': async (stage) => {
    await signedIn(stage, 'contacts/import');
    await choose(stage);
    await stage.page.locator('main fieldset ~ div button').first().click();
    await expect(stage.page.locator('dl dd').first()).toHaveText('1');
  },
};
