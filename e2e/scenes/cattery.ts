import { expect } from '@playwright/test';
import { makeCat, makeOwner } from '../equipment/cattery.ts';
import { giveRole, type Role } from '../equipment/roles.ts';
import { fill, type Scene, type Stage, signedIn, submit, visit } from './stage.ts';

/** An owner with cats, made by somebody of the role who stays signed in. */
async function furnish(stage: Stage, role: Role = 'user'): Promise<{ ownerId: string; catId: string }> {
  const person = await signedIn(stage, 'account');
  if (role !== 'user') await giveRole(stage.service, person.email, role);
  const { id: ownerId } = await makeOwner(stage.page, { name: 'Катерина Østergård-Семигинівська' });
  const description = 'Сіра, любить тишу.\nSleeps on the printer, answers to «кис-кис».';
  const { id: catId } = await makeCat(stage.page, { owner_id: ownerId, nickname: 'Мурчик', age: 2, description });
  await makeCat(stage.page, { owner_id: ownerId, nickname: 'Mur', age: 0 });
  await makeCat(stage.page, { owner_id: ownerId, nickname: 'O’Malley-Пушок', age: 11, vaccinated: true });
  return { ownerId, catId };
}

const answerEmpty = (stage: Stage, path: string) =>
  stage.page.route(path, (route) => route.fulfill({ json: { items: [], next_cursor: null } }));

/** Cats and owners, as somebody of each role sees them. */
export const catteryScenes: Record<string, Scene> = {
  cats: async (stage) => {
    const { ownerId } = await furnish(stage);
    await visit(`cats?owner_id=${ownerId}`)(stage);
    await expect(stage.page.locator('main li')).toHaveCount(3);
  },
  cat: async (stage) => {
    const { ownerId, catId } = await furnish(stage);
    await visit(`cats/${catId}?owner_id=${ownerId}`)(stage);
    await expect(stage.page.locator('main dl')).toBeVisible();
  },
  'cat-admin': async (stage) => {
    const { catId } = await furnish(stage, 'admin');
    await visit(`cats/${catId}`)(stage);
    await expect(stage.page.locator('main dl')).toBeVisible();
  },
  'cat-missing': async (stage) => {
    stage.watch.expectAnswer(404, /cats/);
    await signedIn(stage, 'cats/nobody');
    await expect(stage.page.locator('main a[href$="cats"]').last()).toBeVisible();
  },
  'cat-form-faults': async (stage) => {
    await signedIn(stage, 'cats/new');
    await fill(stage.page, { nickname: 'Mur', age: '31' });
    await submit(stage.page);
    await expect(stage.page.locator('main [aria-invalid=true]')).toHaveCount(2);
    await expect(stage.page.locator('input[type=checkbox]')).toBeChecked();
  },
  'cat-form-owners': async (stage) => {
    await furnish(stage);
    await visit('cats/new')(stage);
    await stage.page.getByRole('combobox').click();
    await stage.page.locator('[role=dialog] input').fill('семигин');
    await expect(stage.page.getByRole('option').first()).toBeVisible();
  },
  'cat-form-new-owner': async (stage) => {
    await signedIn(stage, 'cats/new');
    await stage.page.locator('main form button[type=button]').last().click();
    await expect(stage.page.getByRole('dialog')).toBeVisible();
  },
  'cats-empty': async (stage) => {
    await answerEmpty(stage, '**/api/cats?*');
    await signedIn(stage, 'cats');
    await expect(stage.page.locator('main code')).toBeVisible();
  },
  'owner-delete-refused': async (stage) => {
    stage.watch.expectAnswer(409, /owners/);
    const { ownerId } = await furnish(stage, 'admin');
    await visit(`owners/${ownerId}`)(stage);
    await expect(stage.page.locator('main dl ~ section li')).toHaveCount(3);
    await stage.page.locator('main button[aria-haspopup=dialog]').click();
    await stage.page.locator('[role=alertdialog] button').last().click();
    await expect(stage.page.locator('main [role=alert]')).toBeVisible();
  },
  'home-birthdays': async (stage) => {
    const person = await signedIn(stage, 'account');
    await giveRole(stage.service, person.email, 'admin');
    const names = { email: null, phone: null, phone_formatted: null, birthday: null, notes: null, favorite: false };
    const stamps = { created_at: '2026-01-02T03:04:05.000Z', updated_at: '2026-01-02T03:04:05.000Z' };
    const one = (id: string, first: string, last: string | null, day: string, turns: number | null) => ({
      ...names,
      ...stamps,
      id,
      first_name: first,
      last_name: last,
      next_birthday: day,
      turns,
    });
    const items = [one('a', 'Ада', 'Лавлейс', '2031-12-10', 31), one('b', 'Grace', null, '2031-12-13', null)];
    await stage.page.route('**/api/contacts/birthdays?*', (route) =>
      route.fulfill({ json: { items, next_cursor: null } }),
    );
    await visit('')(stage);
    await expect(stage.page.locator('main time')).toHaveCount(2);
  },
};
