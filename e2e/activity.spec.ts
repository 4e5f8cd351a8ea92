import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';

test('a wrong sign-in and a new password are seen among what has happened', async ({ page, people, watch }) => {
  watch.expectAnswer(401, /sign-in$/);
  const person = await people.make();
  await page.goto('sign-in');
  await signInByForm(page, { ...person, password: 'not this one' });
  await expect(page.getByRole('alert')).toContainText('That e-mail or password isn’t right.');
  await signInByForm(page, person);
  await expectPage(page, 'Profile');
  await page.getByRole('link', { name: 'Password' }).click();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill('four words nobody heard');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password has changed.')).toBeVisible();

  await page.getByRole('link', { name: 'Activity' }).click();
  await expectPage(page, 'Activity');
  const today = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Today' }) });
  const line = (title: string | RegExp) => today.getByRole('listitem').filter({ hasText: title });
  await expect(line('Password changed')).toContainText(/You · Chrome on \w+ · /);
  await expect(line(/^Signed in/)).toContainText('You');
  await expect(line('Sign-in refused')).toContainText('Somebody');
  await expect(line('Account created')).toContainText('You');
  await expect(today.getByRole('listitem').first()).toContainText('Because the password was changed · none was open');
  await expect(page.getByText('That is everything.')).toBeVisible();
});

test('long ago is read page by page, by days, and a fault of a later page can be tried again', async ({
  page,
  people,
  watch,
}) => {
  watch.expectAnswer(500, /activity$/);
  await people.signIn(page, await people.make());
  await page.clock.setFixedTime('2026-03-10T10:00:00Z');
  const event = (id: number, created_at: string, more: object = {}) => ({
    id: String(id),
    type: 'sign_in_succeeded',
    by: 'request',
    session_id: 's',
    ip: '203.0.113.7',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    details: {},
    created_at,
    ...more,
  });
  const byOthers = { session_id: null, ip: null, user_agent: null };
  const first = [
    event(1, '2026-03-10T09:30:00Z', {
      ...byOthers,
      type: 'role_changed',
      by: 'administrator',
      details: { from: 'user', to: 'moderator' },
    }),
    // In Kyiv it was the 10th already.
    event(2, '2026-03-09T22:30:00Z', { type: 'account_changed', details: { fields: 'first_name time_zone' } }),
    event(3, '2026-03-09T12:00:00Z', { type: 'something_of_tomorrow', details: { reason: 'never heard of' } }),
  ];
  const second = [
    event(4, '2026-02-01T12:00:00Z', {
      ...byOthers,
      type: 'sessions_revoked',
      by: 'service',
      details: { reason: 'password_reset', ended_sessions: 2 },
    }),
  ];
  let hasFailed = false;
  await page.route('**/api/account/activity*', (route) => {
    const isSecond = route.request().url().includes('cursor=next');
    if (!isSecond) return route.fulfill({ json: { items: first, next_cursor: 'next' } });
    if (hasFailed) return route.fulfill({ json: { items: second, next_cursor: null } });
    return route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 500, code: 'internal_error', request_id: 'abc-123' }),
    });
  });
  await page.goto('account/activity');
  const day = (name: string) => page.locator('section').filter({ has: page.getByRole('heading', { name }) });
  await expect(day('Today').getByRole('listitem')).toHaveCount(2);
  await expect(day('Today')).toContainText('From User to Moderator');
  await expect(day('Today')).toContainText('An administrator');
  await expect(day('Today')).toContainText('First name, time zone');
  await expect(day('Today')).toContainText('Firefox on Linux · 203.0.113.7');
  await expect(day('Yesterday')).toContainText('something of tomorrow');
  await expect(day('Yesterday')).toContainText(/2:00\s?PM/);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByRole('alert')).toContainText('abc-123');
  await expect(day('Today').getByRole('listitem')).toHaveCount(2);
  hasFailed = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(day('February 1, 2026')).toContainText('Because the password was set anew · 2 sessions');
  await expect(day('February 1, 2026')).toContainText('The service');
  await expect(page.getByText('That is everything.')).toBeVisible();
});
