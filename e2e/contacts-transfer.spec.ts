import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

async function chooseFile(page: Page, name: string, text: string | Buffer): Promise<void> {
  const buffer = Buffer.from(text);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer });
}

const count = (page: Page, what: string) =>
  page
    .locator('dl > div')
    .filter({ has: page.getByText(what, { exact: true }) })
    .locator('dd');
const send = (page: Page) => page.getByRole('button', { name: 'Import', exact: true });

test('a file is looked at, imported with some lines refused, and the report and the book saved as files', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(422, /import$/);
  await people.signIn(page, await people.make());
  await page.goto('contacts');
  await page.getByRole('main').getByRole('link', { name: 'Import a file' }).click();
  await expectPage(page, 'Import and export');
  await chooseFile(page, 'picture.png', 'not contacts');
  await expect(page.getByRole('alert')).toContainText('No contacts can be read from this file');
  await chooseFile(page, 'people.csv', 'colour,size\nred,1');
  await expect(page.getByRole('alert')).toContainText('No contacts can be read from this file');

  const file = [
    'First Name;Last Name;E-mail Address;Home Phone;Notes;Shoe size',
    '"Олена ""Лена""";Ковальчук;olena@example.com;+380441234567;"two',
    'lines";38',
    'Jan;Novák;not an address;;;',
    'Ben;Okafor;ben@example.com;+380 12;;44',
  ].join('\r\n');
  await chooseFile(page, 'people.csv', file);
  await expect(page.getByText('CSV file · about 3 contacts')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Олена "Лена" Ковальчук' })).toBeVisible();
  await expect(page.getByText('Shoe size')).toBeVisible();
  await send(page).click();
  await expect(page.getByText('The rest of the file is in your contacts')).toBeVisible();
  await expect(count(page, 'new')).toHaveText('1');
  await expect(count(page, 'refused')).toHaveText('2');
  const refused = page.getByRole('table');
  await expect(refused.getByRole('row').nth(1)).toContainText(/4\s*E-mail\s*Write an e-mail address/);
  await expect(refused.getByRole('row').nth(2)).toContainText(/5\s*Phone\s*This isn’t a telephone number/);
  await expect(page.getByText('Shoe size')).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save this list as CSV' }).click();
  const report = await saved;
  expect(report.suggestedFilename()).toBe('people-refused.csv');
  expect(await readFile(await report.path(), 'utf8')).toMatch(/"4","E-mail","Write an e-mail address/);

  // All or nothing leaves nothing behind, and the same e-mail is updated, not doubled.
  await page.getByRole('button', { name: 'Choose another file' }).click();
  await chooseFile(page, 'people.csv', file);
  await page.getByLabel('All or nothing').check();
  await send(page).click();
  await expect(page.getByText('Nothing was imported')).toBeVisible();
  await expect(count(page, 'refused')).toHaveText('2');
  await expect(count(page, 'new')).toHaveText('0');
  await page.getByRole('button', { name: 'Choose another file' }).click();
  const cards = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Ковальчук;Олена;;;',
    'FN:Олена Ковальчук',
    'EMAIL:olena@example.com',
    'END:VCARD',
    '',
  ];
  await chooseFile(page, 'cards.vcf', cards.join('\r\n'));
  await expect(page.getByText('vCard file · about 1 contact')).toBeVisible();
  await send(page).click();
  await expect(page.getByText('Everything in the file is in your contacts.')).toBeVisible();
  await expect(count(page, 'updated')).toHaveText('1');
  await page.getByRole('link', { name: 'Back to the contacts' }).click();
  await expect(page.getByRole('list', { name: 'Contacts' }).getByRole('link')).toHaveCount(1);

  await page.getByRole('link', { name: 'Import and export' }).click();
  const exported = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as CSV' }).click();
  expect(await readFile(await (await exported).path(), 'utf8')).toContain('olena@example.com');
});

test('a long file goes in parts, tells how far it is, survives a lost connection, and can be stopped', async ({
  page,
  people,
  watch,
}) => {
  watch.expectFailedRequests();
  watch.expectAnswer(429, /import$/);
  await people.signIn(page, await people.make());
  await page.goto('contacts/import');
  const rows = Array.from({ length: 2400 }, (_, n) => `Name${n},"Last\n${n}",p${n}@example.com`);
  rows[2390] = 'Broken,Line,no address';
  await chooseFile(page, 'long.csv', ['first_name,last_name,email', ...rows].join('\n'));
  await expect(page.getByText('CSV file · about 2400 contacts')).toBeVisible();

  // The second part is lost on its way, the third refused once for want of patience, and then held back.
  let part = 0;
  let letGo: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/api/contacts/import*', async (route) => {
    part += 1;
    if (part === 2) return route.abort('connectionreset');
    if (part === 4) {
      return route.fulfill({
        status: 429,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
        body: JSON.stringify({ status: 429, code: 'too_many_requests' }),
      });
    }
    if (part === 5) {
      await held;
      return route.abort();
    }
    return route.continue();
  });
  await send(page).click();
  await expect(page.getByRole('alert')).toContainText('The connection was lost');
  await expect(page.getByText('1600 contacts of the file aren’t sent yet.')).toBeVisible();
  await expect(count(page, 'refused')).toHaveText('800');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText('Too many imports within an hour');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('Part 3 of 3 is on its way')).toBeVisible();
  await expect(page.getByText('1600 of 2400 contacts done')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('The import is stopped')).toBeVisible();
  letGo?.();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('The rest of the file is in your contacts')).toBeVisible();
});
