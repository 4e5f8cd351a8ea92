import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { makeCat, makeOwner } from './equipment/cattery.ts';
import { expectPage } from './equipment/heading.ts';
import { giveRole, makeAdministrator, makeModerator } from './equipment/roles.ts';
import { tabTo } from './equipment/tab-to.ts';

const owner = (page: Page) => page.getByRole('combobox', { name: 'Owner' });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.locator('main').getByRole('link', { name, exact: true });

test('a user adds an owner in the midst of a cat, and finds no button that is not for them', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(409, /owners$/);
  await people.signIn(page, await people.make());
  const { email: taken } = await makeOwner(page, { name: 'Taken Already' });
  await page.goto('cats');
  await expectPage(page, 'Cats');
  await link(page, 'New cat').click();
  await expectPage(page, 'New cat');

  await button(page, 'Add cat').click();
  await expect(page.getByText('Choose an owner from the list, or add a new one.')).toBeVisible();
  await expect(page.getByText('Fill this in.')).toHaveCount(2);
  await expect(owner(page)).toBeFocused();
  await page.getByLabel('Nickname').fill('M!');
  await expect(page.getByText('At least 3 characters.')).toBeVisible();
  await page.getByLabel('Nickname').fill('M!!');
  await expect(page.getByText('Only letters, digits, spaces, hyphens and apostrophes.')).toBeVisible();
  await page.getByLabel('Age', { exact: true }).fill('31');
  await expect(page.getByText('A whole number from 0 to 30.')).toBeVisible();
  await page.getByLabel('Age', { exact: true }).fill('0');

  await expect(page.getByLabel('Vaccinated')).not.toBeChecked();
  await page.getByLabel('Nickname').fill(' Mur ');
  await expect(page.getByLabel('Vaccinated')).toBeChecked();
  await expect(page.getByText('A cat named Mur always counts as vaccinated.')).toBeVisible();
  await page.getByLabel('Vaccinated').press('Space');
  await expect(page.getByLabel('Vaccinated')).toBeChecked();
  await page.getByLabel('Description').fill('<b>Loud</b>\n<img src=x onerror=alert(1)>');

  await button(page, 'New owner').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(taken.toUpperCase());
  await dialog.getByRole('button', { name: 'Add owner' }).click();
  await expect(dialog.getByText('Another owner has this e-mail. Each owner needs their own.')).toBeVisible();
  await expect(dialog.getByLabel('E-mail')).toBeFocused();
  await dialog.getByLabel('E-mail').fill(`new-${taken}`);
  await dialog.getByLabel('Name').fill('<i>Ann</i> of the Mill');
  await dialog.getByRole('button', { name: 'Add owner' }).click();
  await expect(dialog).toBeHidden();
  await expect(owner(page)).toHaveText('<i>Ann</i> of the Mill');
  await expect(page.getByLabel('Age', { exact: true })).toHaveValue('0');
  await button(page, 'Add cat').click();

  await expectPage(page, 'Mur');
  await expect(page).toHaveURL(/\/cats\/[\w-]+$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByText('Under a year').last()).toBeVisible();
  await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  for (const name of [/Mark as/, 'Delete']) await expect(page.getByRole('button', { name })).toBeHidden();
  await expect(link(page, 'Edit')).toBeHidden();
  await page.goto(`${page.url()}/edit`);
  await expectPage(page, 'Your role doesn’t change things here');

  await page.goBack();
  await link(page, '<i>Ann</i> of the Mill').click();
  await expectPage(page, '<i>Ann</i> of the Mill');
  await expect(page.getByRole('list', { name: 'Cats' }).getByRole('link')).toHaveCount(1);
});

test('a moderator changes and vaccinates, and nothing is overwritten unseen', async ({
  page,
  people,
  service,
  watch,
  anotherBrowser,
}) => {
  for (const [status, path] of [
    [412, /cats/],
    [503, /vaccinated$/],
    [404, /cats/],
    [409, /owners/],
  ] as const)
    watch.expectAnswer(status, path);
  await people.signIn(page, await makeModerator({ service, people }));
  const first = await makeOwner(page, { name: 'Vera First' });
  const second = await makeOwner(page, { name: 'Vera Second' });
  const cat = await makeCat(page, { owner_id: first.id, nickname: 'Pushok', description: 'Grey' });
  await page.goto(`cats/${cat.id}`);
  await expectPage(page, 'Pushok');
  await expect(button(page, 'Delete')).toBeHidden();

  await page.route('**/vaccinated', (route) =>
    route.fulfill({
      status: 503,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ status: 503, code: 'unavailable', request_id: 'abc-123' }),
    }),
  );
  await button(page, 'Mark as vaccinated').click();
  await expect(page.getByRole('alert')).toContainText('abc-123');
  await expect(page.getByText('Not vaccinated', { exact: true })).toBeVisible();
  await page.unroute('**/vaccinated');
  await button(page, 'Mark as vaccinated').click();
  await expect(button(page, 'Mark as not vaccinated')).toBeFocused();
  await expect(page.getByRole('alert')).toBeHidden();
  await page.reload();
  await expect(button(page, 'Mark as not vaccinated')).toBeVisible();

  await link(page, 'Edit').click();
  await expectPage(page, 'Edit cat');
  const { page: other } = await anotherBrowser();
  await people.signIn(other, await makeModerator({ service, people }));
  await other.goto(`cats/${cat.id}/edit`);
  await other.getByLabel('Age', { exact: true }).fill('9');
  await button(other, 'Save').click();
  await expect(other.getByText('9 years').last()).toBeVisible();

  await owner(page).click();
  await page.getByLabel('Search by name or e-mail').fill('vera sec');
  await page.getByRole('option', { name: /Vera Second/ }).click();
  await page.getByLabel('Nickname').fill('Ryzhyk');
  await page.getByLabel('Description').fill('');
  await button(page, 'Save').click();
  await expect(page.getByText('Somebody changed this meanwhile')).toBeVisible();
  await expect(page.getByLabel('Nickname')).toHaveValue('Ryzhyk');
  await button(page, 'Save').click();
  await expectPage(page, 'Ryzhyk');
  await expect(page.getByText('Vera Second').last()).toBeVisible();
  await expect(page.getByText('Grey')).toBeHidden();

  await page.goto(`owners/${first.id}`);
  await link(page, 'Edit').click();
  await page.getByLabel('E-mail').fill(second.email);
  await button(page, 'Save').click();
  await expect(page.getByText('Another owner has this e-mail.')).toBeVisible();
  await page.getByLabel('E-mail').fill(first.email);
  await page.getByLabel('Name').fill('');
  await button(page, 'Save').click();
  await expectPage(page, first.email);
});

test('an administrator deletes with the keyboard alone, but no owner who has cats', async ({
  page,
  people,
  service,
  watch,
}) => {
  watch.expectAnswer(409, /owners/);
  await people.signIn(page, await makeAdministrator({ service, people }));
  const keeper = await makeOwner(page, { name: 'Aaron Keeper' });
  const cat = await makeCat(page, { owner_id: keeper.id, nickname: 'Barsik' });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focusOn = (name: string, role: 'link' | 'button' = 'button') =>
    tabTo(page, page.locator('main, [role=alertdialog]').getByRole(role, { name, exact: true }).last());

  await page.goto(`owners/${keeper.id}`);
  await expectPage(page, 'Aaron Keeper');
  await focusOn('Delete');
  await press('Enter');
  await expect(page.getByRole('alertdialog')).toContainText('It disappears for everybody');
  await press('Escape');
  // While it closes there are two of that name.
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(button(page, 'Delete')).toBeFocused();
  await press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await focusOn('Delete');
  await press('Enter');
  await expect(page.getByRole('alert')).toContainText('This owner still has cats');
  // The dialog is closing, and the page takes the focus to where the refusal is told: a key pressed before that would be lost.
  await expect(page.locator(':focus')).toContainText('This owner still has cats');
  await focusOn('Show their cats', 'link');
  await press('Enter');
  await expect(page).toHaveURL(/\/cats\?owner_id=/);
  await expect(page.getByText('Owner: Aaron Keeper')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Cats' }).getByRole('link')).toHaveCount(1);

  await page.getByRole('list', { name: 'Cats' }).getByRole('link').focus();
  await press('Enter');
  await expectPage(page, 'Barsik');
  await expect(page).toHaveURL(new RegExp(`cats/${cat.id}\\?owner_id=`));
  await focusOn('Delete');
  await press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await focusOn('Delete');
  await press('Enter');
  await expect(page.getByText('Barsik is deleted.')).toBeVisible();
  await expectPage(page, 'Cats');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByText('This owner has no cats yet.')).toBeVisible();

  await page.goto(`owners/${keeper.id}`);
  await focusOn('New cat', 'link');
  await press('Enter');
  await expect(owner(page)).toHaveText('Aaron Keeper');
  await page.goBack();
  await expectPage(page, 'Aaron Keeper');
  await button(page, 'Delete').focus();
  await press('Enter');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await focusOn('Delete');
  await press('Enter');
  await expect(page.getByText('Aaron Keeper is deleted.')).toBeVisible();
  await page.goto(`owners/${keeper.id}`);
  watch.expectAnswer(404, /owners/);
  await expectPage(page, 'This owner isn’t here');
});

test('the list says that it is loading, that it failed, and that nothing is there', async ({ page, people, watch }) => {
  watch.expectAnswer(500, /cats$/);
  const person = await people.make();
  await people.signIn(page, person);
  let answer: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/cats?*', async (route) => {
    await held;
    const problem = { status: 500, code: 'internal_error', request_id: 'abc-123' };
    await route.fulfill({ status: 500, contentType: 'application/problem+json', json: problem });
  });
  await page.goto('cats');
  await expectPage(page, 'Cats');
  await expect(page.getByText('Loading')).toBeAttached();
  answer?.();
  await expect(page.getByRole('alert')).toContainText('abc-123');
  await page.unroute('**/api/cats?*');
  await page.route('**/api/cats?*', (route) => route.fulfill({ json: { items: [], next_cursor: null } }));
  await button(page, 'Try again').click();
  await expect(page.getByText('No cats yet.')).toBeVisible();
  await expect(page.getByText(`npm run portress -- sample-data --account ${person.email}`)).toBeVisible();
  await link(page, 'Add cat').click();
  await expectPage(page, 'New cat');
});

test('a role taken away meanwhile is told, and its buttons go', async ({ page, people, service, watch }) => {
  watch.expectAnswer(403, /cats/);
  const moderator = await makeModerator({ service, people });
  await people.signIn(page, moderator);
  const { id: ownerId } = await makeOwner(page, { name: 'Olha' });
  const { id } = await makeCat(page, { owner_id: ownerId, nickname: 'Murchyk' });
  await page.goto(`cats/${id}`);
  await expectPage(page, 'Murchyk');
  await giveRole(service, moderator.email, 'user');
  await button(page, 'Mark as vaccinated').click();
  await expect(page.getByText('Your role no longer allows this')).toBeVisible();
  await expect(page.getByRole('button', { name: /Mark as/ })).toBeHidden();
  await expect(link(page, 'Edit')).toBeHidden();
  await expect(page.getByText('Not vaccinated', { exact: true })).toBeVisible();

  await giveRole(service, moderator.email, 'moderator');
  await page.reload();
  await link(page, 'Edit').click();
  await page.getByLabel('Nickname').fill('Somebody');
  await giveRole(service, moderator.email, 'user');
  await button(page, 'Save').click();
  await expect(page.getByText('Your role no longer allows this')).toBeVisible();
  await expect(page.getByLabel('Nickname')).toHaveValue('Somebody');
});

test('an answer lost on the way makes no second cat, and an owner deleted meanwhile is marked', async ({
  page,
  people,
  service,
  watch,
}) => {
  watch.expectFailedRequests();
  watch.expectAnswer(404, /cats$/);
  await people.signIn(page, await makeAdministrator({ service, people }));
  const { id: ownerId } = await makeOwner(page, { name: 'Lost Answers' });
  const gone = await makeOwner(page, { name: 'Soon Gone' });
  await page.goto(`cats/new?owner_id=${gone.id}`);
  await page.getByLabel('Nickname').fill('Tsap');
  await page.getByLabel('Age', { exact: true }).fill('2');
  await page.request.delete(`api/owners/${gone.id}`, { headers: { 'sec-fetch-site': 'same-origin' } });
  await button(page, 'Add cat').click();
  await expect(page.getByText('This owner has been deleted meanwhile.')).toBeVisible();
  await expect(owner(page)).toBeFocused();

  await owner(page).press('Enter');
  await page.getByLabel('Search by name or e-mail').fill('lost ans');
  await page.getByRole('option', { name: /Lost Answers/ }).click();
  await page.route('**/api/cats', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    return route.abort('connectionreset');
  });
  await button(page, 'Add cat').click();
  await expect(page.getByText('The service can’t be reached')).toBeVisible();
  await page.unroute('**/api/cats');
  await button(page, 'Add cat').click();
  await expectPage(page, 'Tsap');
  const answer = await page.request.get(`api/cats?owner_id=${ownerId}`);
  expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(1);
});

test('an owner is found among ten thousand, a part of them at a time', async ({ page, people }) => {
  await people.signIn(page, await people.make());
  let asked = 0;
  const made = '2026-01-02T03:04:05.000Z';
  await page.route('**/api/owners?*', (route) => {
    const { searchParams } = new URL(route.request().url());
    const [start, limit] = [Number(searchParams.get('cursor') ?? 0), Number(searchParams.get('limit'))];
    asked += 1;
    const items = Array.from({ length: limit }, (_, place) => {
      const name = `Owner ${String(start + place).padStart(5, '0')}`;
      return {
        id: name.replace(' ', '-'),
        name,
        email: `${start + place}@x.example`,
        created_at: made,
        updated_at: made,
      };
    });
    const next = start + limit;
    return route.fulfill({ json: { items, next_cursor: next < 10_000 ? String(next) : null } });
  });
  await page.goto('cats/new');
  await owner(page).click();
  await expect(page.getByRole('option')).toHaveCount(100);
  expect(asked).toBe(1);
  const searched = page.getByLabel('Search by name or e-mail');
  await searched.fill('owner 0212');
  await expect(page.getByRole('option')).toHaveCount(10);
  expect(asked).toBe(22);
  await searched.fill('owner 04567');
  await expect(page.getByText('None among the owners looked through so far.')).toBeVisible();
  expect(asked).toBe(30);
  await button(page, 'Look through more owners').click();
  await expect(page.getByRole('option', { name: /Owner 04567/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(owner(page)).toHaveText('Owner 04567');
  await expect(owner(page)).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('the list comes page by page and leads to one cat and back', async ({ page, people }) => {
    await people.signIn(page, await people.make());
    const { id: ownerId } = await makeOwner(page, { name: 'Many Cats' });
    for (let number = 10; number < 62; number += 1)
      await makeCat(page, { owner_id: ownerId, nickname: `Kit ${number}` });
    await page.goto(`cats?owner_id=${ownerId}`);
    const rows = page.getByRole('list', { name: 'Cats' }).getByRole('link');
    await expect(rows).toHaveCount(50);
    await button(page, 'Show more').click();
    await expect(rows).toHaveCount(52);
    await expect(button(page, 'Show more')).toBeHidden();
    await rows.last().click();
    await expectPage(page, 'Kit 61');
    await expect(rows.first()).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await page.goBack();
    await expect(rows.last()).toBeVisible();
    await rows.first().click();
    await expectPage(page, 'Kit 10');
    await link(page, 'Cats').click();
    await expect(rows.first()).toBeVisible();
    await expect(page.getByText('Owner: Many Cats')).toBeVisible();
    await link(page, 'Show the cats of all owners').click();
    await expect(page).toHaveURL(/\/cats$/);
  });
});

test('a form with something in it asks before it is left, and saves without asking', async ({ page, people }) => {
  await people.signIn(page, await people.make());
  await page.goto('owners/new');
  await page.getByLabel('E-mail').fill('typed@example.com');
  await page.getByRole('link', { name: 'Contacts' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('isn’t saved yet');
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await expect(page.getByLabel('E-mail')).toHaveValue('typed@example.com');
  await page.getByRole('main').getByRole('button', { name: 'Add owner' }).click();
  await expect(page).toHaveURL(/owners\/[\w-]{10,}$/);
  await expect(dialog).toBeHidden();
});
