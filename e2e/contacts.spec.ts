import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import {
  addContact,
  changeAccount,
  changeContact,
  dayFromNow,
  importContacts,
  smallBook,
} from './equipment/contact-book.ts';
import { expectPage } from './equipment/heading.ts';

const list = (page: Page) => page.getByRole('list', { name: 'Contacts' });
const row = (page: Page, name: string) => list(page).getByRole('link').filter({ hasText: name });
const searchField = (page: Page) => page.getByLabel('Search contacts');

test('a contact lives its whole life by mouse: added, found, starred, edited, deleted and brought back', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(422, /contacts$/);
  watch.expectAnswer(409, /contacts$/);
  const person = await people.make();
  await people.signIn(page, person);
  await changeAccount(page, { country: 'UA' });
  await page.goto('contacts');
  await expectPage(page, 'Contacts');
  await expect(page.getByText(`npm run portress -- sample-data --account ${person.email}`)).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Add a contact' }).last().click();
  await expectPage(page, 'New contact');

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('First name')).toBeFocused();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await page.getByLabel('First name').fill('Олена');
  await page.getByLabel('Last name').fill('Ковальчук');
  await page.getByLabel('Phone').fill('044 12');
  await page.getByRole('textbox', { name: 'Day' }).fill('29');
  await page.getByLabel('Month').selectOption({ label: 'February' });
  await page.getByLabel('Notes').fill('Перший рядок\n<b>другий</b>');
  await expect(page.getByText('26 of 2000 characters')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/isn’t a telephone number/)).toBeVisible();
  await page.getByLabel('Phone').fill('044 123 45 67');
  await page.getByLabel('E-mail').fill('olena@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectPage(page, 'Олена Ковальчук');
  await expect(page).toHaveURL(/\/contacts\/[\w-]{22}$/);
  const facts = page.getByRole('article');
  await expect(facts.getByRole('link', { name: '044 123 4567' })).toHaveAttribute('href', 'tel:+380441234567');
  await expect(facts.getByRole('link', { name: 'olena@example.com' })).toHaveAttribute(
    'href',
    'mailto:olena@example.com',
  );
  await expect(facts).toContainText('February 29');
  await expect(facts.getByText('<b>другий</b>')).toBeVisible();
  await expect(row(page, 'Ковальчук')).toHaveAttribute('aria-current', 'page');

  await page.getByRole('link', { name: 'Add a contact' }).click();
  await page.getByLabel('First name').fill('Іван');
  await page.getByLabel('E-mail').fill('Olena@Example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Another contact has this e-mail already.')).toBeVisible();
  await page.getByRole('link', { name: 'Open Олена Ковальчук' }).click();
  const leaving = page.getByRole('alertdialog');
  await expect(leaving).toContainText('would be lost');
  await leaving.getByRole('button', { name: 'Keep editing' }).click();
  await page.getByLabel('E-mail').fill('ivan@example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectPage(page, 'Іван');

  await page.getByRole('button', { name: 'Favourite', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Favourite', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Favourites' }).click();
  await expect(page).toHaveURL(/favorite=true/);
  await expect(row(page, 'Ковальчук')).toHaveCount(0);
  await expect(row(page, 'Іван')).toHaveCount(1);
  await page.goBack();
  await expect(row(page, 'Ковальчук')).toHaveCount(1);

  await page.getByRole('link', { name: 'Edit' }).click();
  await expectPage(page, 'Іван');
  await page.getByLabel('Last name').fill('Яременко');
  await page.getByLabel('Year').fill('1990');
  await page.getByRole('textbox', { name: 'Day' }).fill('12');
  await page.getByLabel('Month').selectOption('4');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectPage(page, 'Іван Яременко');
  await expect(page.getByRole('article')).toContainText('April 12, 1990');
  // Sorted anew, behind К.
  await expect(list(page).getByRole('link').last()).toContainText('Яременко');

  await row(page, 'Ковальчук').click();
  await expectPage(page, 'Олена Ковальчук');
  await page.getByRole('button', { name: 'Delete' }).click();
  await expectPage(page, 'Іван Яременко');
  await expect(row(page, 'Ковальчук')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectPage(page, 'Олена Ковальчук');
  await expect(page.getByText('Олена Ковальчук is back.')).toBeVisible();
  await expect(page.getByRole('article')).toContainText('Перший рядок');
  await expect(row(page, 'Ковальчук')).toHaveCount(1);
});

test('everything goes by keyboard: the list with arrows, a contact added, edited, deleted', async ({
  page,
  people,
}) => {
  await people.signIn(page, await people.make());
  await importContacts(page, smallBook());
  await page.goto('contacts');
  await expect(row(page, 'Zoë')).toBeVisible();
  await searchField(page).focus();
  await page.keyboard.type('an');
  await expect(list(page).getByRole('link')).toHaveCount(2);
  await expect(page.locator('mark').first()).toHaveText('an', { ignoreCase: true });
  await page.keyboard.press('Escape');
  await expect(row(page, 'Zoë')).toBeVisible();
  await expect(page).not.toHaveURL(/q=/);

  await row(page, 'Zoë').focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'Bergerdorff')).toBeFocused();
  await page.keyboard.press('End');
  await expect(row(page, 'Ковальчук')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(row(page, 'Zoë')).toBeFocused();
  await page.keyboard.press('Enter');
  await expectPage(page, 'Zoë');

  await page.getByRole('link', { name: 'Add a contact' }).focus();
  await page.keyboard.press('Enter');
  await expectPage(page, 'New contact');
  await page.getByLabel('First name').focus();
  await page.keyboard.type('Ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Aalto');
  for (const _ of ['phone', 'e-mail', 'day']) await page.keyboard.press('Tab');
  await page.keyboard.type('10');
  await page.keyboard.press('Tab');
  await page.keyboard.type('December');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1815');
  await page.keyboard.press('Enter');
  await expectPage(page, 'Ada Aalto');
  await expect(page.getByRole('article')).toContainText('December 10, 1815');

  await page.getByRole('link', { name: 'Edit' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: 'Favourite' }).focus();
  await page.keyboard.press('Space');
  // A form with something in it asks before it is left.
  await page.getByRole('link', { name: 'Cancel' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await page.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await expectPage(page, 'Ada Aalto');
  await expect(page.getByRole('button', { name: 'Favourite', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Delete' }).focus();
  await page.keyboard.press('Enter');
  await expectPage(page, /Bergerdorffshausenmeier/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('F6');
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect
    .poll(async () => {
      await page.keyboard.press('Tab');
      return undo.evaluate((button) => button === document.activeElement);
    })
    .toBe(true);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Ada Aalto');
});

test('a search waits out a throttle by itself, forgets late answers, and tells no match from an empty book', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(429, /contacts$/);
  await people.signIn(page, await people.make());
  await importContacts(page, smallBook());
  await page.goto('contacts');
  await expect(row(page, 'Zoë')).toBeVisible();

  let throttled = 0;
  await page.route('**/api/contacts?*q=kar*', (route) => {
    throttled += 1;
    if (throttled > 1) return route.continue();
    return route.fulfill({
      status: 429,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: JSON.stringify({ status: 429, code: 'too_many_requests' }),
    });
  });
  await searchField(page).fill('kar');
  await expect(page.getByText(/It goes on by itself in 1 second/).first()).toBeAttached();
  await expect(row(page, 'Karenina')).toBeVisible();
  await expect(row(page, 'Zoë')).toHaveCount(0);
  await expect(page.getByText(/goes on by itself/)).toHaveCount(0);
  await expect(page).toHaveURL(/q=kar$/);

  let answerLate: (() => void) | undefined;
  const late = new Promise<void>((resolve) => {
    answerLate = resolve;
  });
  await page.route('**/api/contacts?*q=berg*', async (route) => {
    await late;
    await route.continue().catch(() => {});
  });
  const asked = page.waitForRequest(/q=berg/);
  await searchField(page).fill('berg');
  await asked;
  await searchField(page).fill('ковал');
  await expect(row(page, 'Ковальчук')).toBeVisible();
  answerLate?.();
  await expect(list(page).getByRole('link')).toHaveCount(1);

  await searchField(page).fill('100%');
  await expect(page.getByText('Nobody’s name or e-mail has “100%” in it.')).toBeVisible();
  await page.reload();
  await expect(searchField(page)).toHaveValue('100%');
  await page.getByRole('link', { name: 'Clear search and filter' }).click();
  await expect(row(page, 'Zoë')).toBeVisible();
  await expect(searchField(page)).toHaveValue('');
});

test('hundreds of contacts are scrolled through and jumped into, with few of them drawn', async ({ page, people }) => {
  await people.signIn(page, await people.make());
  const letters = [...'ABCDEFGHIJ'];
  const rows = Array.from(
    { length: 300 },
    (_, n) => `Name${n},${letters[Math.floor(n / 30)]}nders ${String(n).padStart(3, '0')}`,
  );
  await importContacts(
    page,
    ['first_name,last_name', ...rows, 'Їжак,Ґава', 'Олег,Їжакевич', 'Олег,Йосипенко'].join('\n'),
  );
  await page.goto('contacts');
  await expect(row(page, 'Anders 000')).toBeVisible();
  expect(await list(page).getByRole('listitem').count()).toBeLessThan(60);
  await list(page).hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 3000);
      return row(page, 'Йосипенко').count();
    })
    .toBe(1);
  await expect(list(page).getByRole('heading', { name: 'Й' })).toBeVisible();
  expect(await list(page).getByRole('listitem').count()).toBeLessThan(60);

  await page.getByRole('navigation', { name: 'Jump to a letter' }).getByRole('link', { name: 'H' }).click();
  await expect(page).toHaveURL(/from=H$/);
  await expect(list(page).getByRole('link').first()).toContainText('Hnders 210');
  await expect(row(page, 'Anders 000')).toHaveCount(0);
  await page.getByRole('link', { name: /Show from the beginning/ }).click();
  await expect(row(page, 'Anders 000')).toBeVisible();
  await page.goto('contacts?from=К');
  await expect(page.getByText('No last name stands at К or behind it.')).toBeVisible();
});

test('two tabs edit the same contact: the later one is told, sees what it is now, and loses nothing', async ({
  page,
  people,
  watch,
}) => {
  await people.signIn(page, await people.make());
  const id = await addContact(page, { first_name: 'Ann', last_name: 'Lee', notes: 'first' });
  await page.goto(`contacts/${id}/edit`);
  await page.getByLabel('Last name').fill('Leeson');
  const other = await page.context().newPage();
  await other.goto(`contacts/${id}/edit`);
  await other.getByLabel('Notes').fill('written in the other tab');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByRole('article')).toContainText('written in the other tab');
  await other.close();

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'changed elsewhere meanwhile' })).toBeVisible();
  await page.getByRole('button', { name: 'Show what it is now' }).click();
  await expect(page.getByRole('region', { name: 'As it is kept now:' })).toContainText('written in the other tab');
  await expect(page.getByLabel('Last name')).toHaveValue('Leeson');
  // Changed once more between the look and the writing.
  watch.expectAnswer(412, /contacts/);
  let isOvertaken = false;
  await page.route(`**/api/contacts/${id}`, async (route) => {
    if (route.request().method() === 'PUT' && !isOvertaken) {
      isOvertaken = true;
      await changeContact(page, id, { notes: 'quicker still' });
    }
    await route.continue();
  });
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(page.getByRole('button', { name: 'Show what it is now' })).toHaveAttribute('aria-expanded', 'false');
  await page.getByRole('button', { name: 'Show what it is now' }).click();
  await expect(page.getByRole('region', { name: 'As it is kept now:' })).toContainText('quicker still');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await expectPage(page, 'Ann Leeson');
  await expect(page.getByRole('article')).toContainText('first');

  // A star that the service did not take is taken back.
  watch.expectFailedRequests();
  await page.route(`**/api/contacts/${id}`, (route) => route.abort());
  const star = page.getByRole('button', { name: 'Favourite', exact: true });
  await star.click();
  await expect(page.getByText('The star of Ann Leeson is as it was: the change wasn’t saved.')).toBeVisible();
  await expect(star).toHaveAttribute('aria-pressed', 'false');
});

test('somebody else’s contact is not there, and neither is one that was never made', async ({
  page,
  people,
  watch,
  anotherBrowser,
}) => {
  watch.expectAnswer(404, /contacts\/[\w-]+$/);
  const { page: theirs } = await anotherBrowser();
  await people.signIn(theirs, await people.make());
  const id = await addContact(theirs, { first_name: 'Secret' });
  await people.signIn(page, await people.make());
  await importContacts(page, 'first_name\nMine');
  for (const path of [`contacts/${id}`, `contacts/${id}/edit`, 'contacts/no-such-contact']) {
    await page.goto(path);
    await expectPage(page, 'There is no such contact');
    await expect(row(page, 'Mine')).toBeVisible();
  }
  await page.getByRole('link', { name: 'Back to the contacts' }).click();
  await expectPage(page, 'Contacts');
});

test('a phone goes from the list to a contact and back, to where it was', async ({ page, people }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await people.signIn(page, await people.make());
  const names = Array.from({ length: 60 }, (_, n) => `Name,Person ${String(n).padStart(2, '0')}`);
  await importContacts(page, ['first_name,last_name', ...names].join('\n'));
  await page.goto('contacts');
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 400);
      return row(page, 'Person 40').count();
    })
    .toBe(1);
  await row(page, 'Person 40').click();
  await expectPage(page, 'Name Person 40');
  await expect(list(page)).toBeHidden();
  await page.goBack();
  await expect(row(page, 'Person 40')).toBeInViewport();
  await row(page, 'Person 40').click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expectPage(page, 'Contacts');
  await expect(page.getByText('Name Person 40 is deleted.')).toBeVisible();
  await expect(row(page, 'Person 40')).toHaveCount(0);
});

test('birthdays stand on their days, in a calendar and in a list', async ({ page, people }) => {
  await people.signIn(page, await people.make({ time_zone: 'UTC' }));
  await page.goto('contacts/birthdays');
  await expect(page.getByText('Nobody whose birthday you know has one in this time.')).toBeVisible();
  await importContacts(
    page,
    [
      'first_name,birthday',
      `Today,${dayFromNow(0, '1990')}`,
      `Soon,${dayFromNow(5)}`,
      `Far,${dayFromNow(200, '2000')}`,
    ].join('\n'),
  );
  await page.reload();
  const today = page
    .getByRole('cell')
    .filter({ hasText: 'Today' })
    .filter({ has: page.locator('[aria-current=date]') });
  await expect(today).toContainText(`turns ${new Date().getUTCFullYear() - 1990}`);
  await expect(page.getByRole('link', { name: 'Soon' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Far/ })).toHaveCount(0);
  await page.getByText('A year', { exact: true }).click();
  await expect(page).toHaveURL(/weeks=52/);
  await page.getByRole('link', { name: /Far/ }).click();
  await expectPage(page, 'Far');
  await page.goBack();
  await expect(page.getByRole('link', { name: /Far/ })).toBeVisible();
  await page.goto('contacts');
  const strip = page.getByRole('region', { name: 'Birthdays' });
  await expect(strip.getByRole('link', { name: /Today/ })).toContainText('today');
  await expect(strip.getByRole('link', { name: /Far/ })).toHaveCount(0);
});
