import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

test('a device is listed, ended from another one, and told so', async ({ page, people, anotherBrowser }) => {
  const person = await people.make();
  await people.signIn(page, person);
  await page.goto('account/devices');
  await expectPage(page, 'Devices');
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign out everywhere else' })).toBeHidden();

  const { page: second, watch: watchSecond } = await anotherBrowser({ userAgent: phone });
  watchSecond.expectAnswer(401, /sessions$/);
  await people.signIn(second, person);
  await second.goto('account/devices');
  await expect(second.getByText('In use now')).toHaveCount(1);
  await page.reload();
  const others = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Other devices' }) });
  await expect(others.getByRole('listitem')).toHaveCount(1);
  await expect(others).toContainText('Safari');
  await expect(others).not.toContainText('In use now');
  await expect(page.locator('section').filter({ hasText: 'This device' })).toContainText('In use now');

  await others.getByRole('button', { name: /^End session: / }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('is signed out at once');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(others.getByRole('listitem')).toHaveCount(1);
  await others.getByRole('button', { name: /^End session: / }).click();
  await dialog.getByRole('button', { name: 'End session' }).click();
  await expect(page.getByText(/^The session on .+ has ended\.$/)).toBeVisible();
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible();

  await second.reload();
  await expectPage(second, 'Sign in');
  expect((await second.request.get('api/account')).status()).toBe(401);
  expect((await page.request.get('api/account')).status()).toBe(200);
});

test('"Sign out everywhere else" ends all sessions but this one', async ({ page, people, anotherBrowser }) => {
  const person = await people.make();
  await people.signIn(page, person);
  const others = [await anotherBrowser(), await anotherBrowser({ userAgent: phone })];
  for (const { page: other, watch } of others) {
    // They learn of their end by an answer.
    watch.expectAnswer(401, /sessions$/);
    await people.signIn(other, person);
    await other.goto('account');
    await expectPage(other, 'Profile');
  }
  await page.goto('account/devices');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('You stay signed in here.');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('2 sessions have ended.')).toBeVisible();
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible();
  for (const { page: other } of others) {
    await other.getByRole('link', { name: 'Devices' }).click();
    await expectPage(other, 'Sign in');
    await expect(other.getByText('Your session has ended.')).toBeVisible();
  }
});

test('on a slow network the list comes as a shape first, and a fault can be tried again', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(500, /sessions$/);
  await people.signIn(page, await people.make());
  let answer: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/account/sessions*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('account/devices');
  await expectPage(page, 'Devices');
  await expect(page.getByText('Loading')).toBeAttached();
  answer?.();
  await expect(page.getByText('In use now')).toBeVisible();

  await page.unroute('**/api/account/sessions*');
  const problem = { type: 'about:blank', title: 'Broken', status: 500, code: 'internal_error', request_id: 'abc-123' };
  await page.route('**/api/account/sessions*', (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('Something went wrong on our side');
  await expect(page.getByRole('alert')).toContainText('abc-123');
  await page.unroute('**/api/account/sessions*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('In use now')).toBeVisible();
});

test('sixty devices come page by page, each with a name and a place', async ({ page, people }) => {
  await people.signIn(page, await people.make());
  const session = (id: number) => ({
    id: String(id),
    created_at: '2026-01-01T00:00:00Z',
    last_used_at: '2026-01-02T00:00:00Z',
    expires_at: '2036-01-01T00:00:00Z',
    device_name: id % 2 ? 'Firefox on Windows' : null,
    country: id % 3 ? 'UA' : 'XX',
    user_agent: 'x'.repeat(500),
    ip: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
    current: id === 0,
  });
  const all = Array.from({ length: 60 }, (_, id) => session(id));
  await page.route('**/api/account/sessions*', (route) => {
    const isSecond = route.request().url().includes('cursor=next');
    const items = isSecond ? all.slice(50) : all.slice(0, 50);
    return route.fulfill({ json: { items, next_cursor: isSecond ? null : 'next' } });
  });
  await page.goto('account/devices');
  const devices = page.getByRole('main').getByRole('listitem');
  await expect(devices).toHaveCount(50);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(devices).toHaveCount(60);
  await expect(devices.nth(50)).toBeFocused();
  await expect(devices.nth(1)).toContainText('Ukraine · 2001:db8');
  await expect(devices.nth(2)).toContainText('Unknown device');
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0);
});
