import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';
import { asOperator, makeAdministrator } from './equipment/roles.ts';
import { tabTo } from './equipment/tab-to.ts';

test('the overview is a sentence first, then numbers that lead on, and asks again by itself', async ({
  page,
  people,
  service,
}) => {
  await people.signIn(page, await makeAdministrator({ service, people }));
  await page.clock.install();
  await page.goto('administration');
  await expectPage(page, 'Overview');
  await expect(page.getByText(/^All well\. (No mail waits|\d+ mails? waiting)\.$/)).toBeVisible();
  await expect(page.getByText('SQLite')).toBeVisible();
  await expect(page.locator('.recharts-bar-rectangle').first()).toBeAttached();
  await page.locator('.recharts-surface').first().hover();
  await expect(page.getByText(/^Sign-ins: \d+$/)).toBeVisible();
  await page.getByText('The numbers as a table').click();
  const days = page.getByRole('table', { name: 'The last 30 days' });
  await expect(days.getByRole('row')).toHaveCount(31);
  await expect(days.getByRole('row').nth(1).getByRole('cell').first()).not.toHaveText('0');

  await test.step('after 15 seconds it tells of mails that failed', async () => {
    const health = await (await page.request.get('api/health')).json();
    const mail = { ...health.mail, status: 'late', waiting: 3, failed_within_a_day: 1, oldest_waiting_seconds: 660 };
    await page.route('**/api/health', (route) => route.fulfill({ json: { ...health, status: 'degraded', mail } }));
    await page.clock.fastForward(15_500);
    const sentence =
      '3 mails waiting. Mail is late: the oldest has waited for 11 minutes. 1 mail has failed in the last 24 hours.';
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByText('All well.')).toBeHidden();
  });

  await page.getByRole('link', { name: /^Administrators: / }).click();
  await expect(page).toHaveURL(/accounts\?role=admin$/);
  await expect(page.getByRole('button', { name: 'Administrator', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('accounts are searched, filtered, sorted and paged, and the address keeps all of it', async ({
  page,
  people,
  service,
  watch,
}) => {
  watch.expectAnswer(429, /api\/accounts$/);
  const family = 'Кривоніс-Øvergård';
  await people.make({ first_name: 'Ada', last_name: family, username: 'zz-ada' });
  await people.make({ first_name: 'Bob', last_name: family, username: 'aa-bob' });
  await makeAdministrator({ service, people }, { first_name: 'Eve', last_name: family });
  await people.signIn(page, await makeAdministrator({ service, people }));
  await page.goto('administration/accounts');
  const rows = page.locator('main tbody tr');
  await expect(rows.first()).toBeVisible();

  await test.step('what is typed is asked for in a pause, and after a wait that the service asks for', async () => {
    await page.route(
      '**/api/accounts?*q=*',
      (route) =>
        route.fulfill({
          status: 429,
          headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
          body: JSON.stringify({ status: 429, code: 'too_many_requests', request_id: 'r-1' }),
        }),
      { times: 1 },
    );
    await page.getByLabel('Search by e-mail').fill('nobody');
    await expect(page.getByRole('alert')).toContainText('Too many tries');
    await page.getByLabel('Search by e-mail').fill('кривоніс-øverg');
    await expect(page.getByText('3 accounts', { exact: true })).toBeVisible();
    await expect(rows).toHaveCount(3);
    await expect(page.getByRole('alert')).toBeHidden();
  });

  await page.getByRole('button', { name: 'Username' }).click();
  await expect(page.getByRole('columnheader', { name: 'Username' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.nth(1)).toContainText('aa-bob');
  await page.getByRole('button', { name: 'Username' }).click();
  await expect(rows.first()).toContainText('zz-ada');
  await page.getByRole('button', { name: 'User', exact: true }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Suspended' }).click();
  await expect(page.getByText('No account matches.')).toBeVisible();

  await test.step('the back button undoes the last choice, a reload none, and clearing all of them', async () => {
    await page.goBack();
    await expect(rows).toHaveCount(2);
    await page.reload();
    await expect(rows).toHaveCount(2);
    await expect(page.getByLabel('Search by e-mail')).toHaveValue('кривоніс-øverg');
    await page.goForward();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(page.getByLabel('Search by e-mail')).toHaveValue('');
    await expect(page).toHaveURL(/accounts\?sort=username&order=desc$/);
  });

  await test.step('more is read page by page', async () => {
    // Pages of two, so that three people are enough for two of them.
    await page.route('**/api/accounts?*', (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }),
    );
    await page.goto(`administration/accounts?q=${encodeURIComponent(family)}&sort=email&order=asc`);
    await expect(rows).toHaveCount(2);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect(rows).toHaveCount(3);
    await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden();
  });

  await test.step('of a search up to 10,000 matches are counted, and the page says so', async () => {
    await page.route('**/api/accounts?*q=*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), total: 10_000 } });
    });
    await page.reload();
    await expect(page.getByText('About 10,000 accounts and more')).toBeVisible();
  });

  await test.step('on a phone rows are cards, which can be sorted too', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const cards = page.getByRole('list', { name: 'Accounts' }).getByRole('listitem');
    await expect(cards.first()).toContainText(family);
    await page.getByLabel('Sort by').selectOption('Username');
    await page.getByRole('button', { name: 'Ascending' }).click();
    await expect(cards.first()).toContainText('zz-ada');
    await cards.first().getByRole('link').click();
    await expectPage(page, `Ada ${family}`);
  });
});

test('somebody without a mouse finds, suspends and restores an account', async ({ page, people, service }) => {
  const { email } = await people.make({ first_name: 'Cyril', last_name: 'Keyes' });
  await people.signIn(page, await makeAdministrator({ service, people }));
  await page.goto('administration/accounts');
  await expectPage(page, 'Accounts');
  await tabTo(page, page.getByLabel('Search by e-mail'));
  await page.keyboard.type(email);
  const person = page.getByRole('link', { name: 'Cyril Keyes' });
  await expect(page.getByText('1 account', { exact: true })).toBeVisible();
  await tabTo(page, person);
  await page.keyboard.press('Enter');
  await expectPage(page, 'Cyril Keyes');

  const dialog = page.getByRole('alertdialog');
  await tabTo(page, page.getByRole('button', { name: 'Suspend' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Every device is signed out at once');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Suspend' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Suspend' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Suspended: Cyril Keyes.')).toBeVisible();
  await expect(page.getByText('a link would not work')).toBeVisible();

  await expect(page.getByRole('button', { name: 'Restore' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Restore' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Restored: Cyril Keyes.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Suspend' })).toBeFocused();
  await expect(page.getByText('account_restored')).toBeVisible();
});

test('another role is seen in the other browser at its next answer', async ({
  page,
  people,
  service,
  anotherBrowser,
}) => {
  const eve = await makeAdministrator({ service, people }, { first_name: 'Eve', last_name: 'Adams' });
  await people.signIn(page, await makeAdministrator({ service, people }));
  const { page: other, watch } = await anotherBrowser();
  watch.expectAnswer(403, /api\/accounts$/);
  await people.signIn(other, eve);
  await other.goto('administration/accounts');
  await expect(other.locator('main tbody tr').first()).toBeVisible();

  await page.goto(`administration/accounts?q=${eve.email}`);
  await page.getByRole('link', { name: 'Eve Adams' }).click();
  const giveRole = async (role: string) => {
    await page.getByRole('button', { name: 'Change role' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByRole('button', { name: 'Change role' })).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('radio', { name: role }).check();
    await dialog.getByRole('button', { name: 'Change role' }).click();
    await expect(page.getByText(`Role changed: ${role}.`)).toBeVisible();
  };
  await giveRole('Moderator');
  await other.getByRole('button', { name: 'Suspended' }).click();
  await expectPage(other, 'This page is for administrators');
  await expect(other.getByText('Your role here is: Moderator.')).toBeVisible();
  await expect(other.getByRole('link', { name: 'Audit log' })).toBeHidden();

  await giveRole('Administrator');
  await other.reload();
  await expectPage(other, 'Accounts');
  await expect(other.getByRole('link', { name: 'Audit log' })).toBeVisible();
});

test('sessions end, a link for a new password is mailed, and a deletion asks for the e-mail', async ({
  page,
  people,
  service,
  inbox,
  watch,
  anotherBrowser,
}) => {
  watch.expectAnswer(404, /api\/accounts\/[^/]+(\/sessions)?$/);
  const person = await people.make({ first_name: 'Dora', last_name: 'Quill' });
  const { page: theirs, watch: watchTheirs } = await anotherBrowser();
  watchTheirs.expectAnswer(401, /sessions$/);
  await people.signIn(theirs, person);
  await theirs.goto('account');
  await people.signIn(page, await makeAdministrator({ service, people }));
  await page.goto(`administration/accounts?q=${person.email}`);
  await page.getByRole('link', { name: 'Dora Quill' }).click();
  await expectPage(page, 'Dora Quill');
  const dialog = page.getByRole('alertdialog');

  const sessions = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Sessions' }) });
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await sessions.getByRole('button', { name: 'Sign out everywhere' }).click();
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('1 session has ended.')).toBeVisible();
  await expect(sessions.getByText('Signed in nowhere.')).toBeVisible();
  await theirs.getByRole('link', { name: 'Devices' }).click();
  await expectPage(theirs, 'Sign in');

  await page.getByRole('button', { name: 'Mail a link' }).click();
  await expect(dialog).toContainText(`It goes to ${person.email}`);
  await dialog.getByRole('button', { name: 'Mail a link' }).click();
  await expect(page.getByText(`The link is on its way to ${person.email}.`)).toBeVisible();
  await expect
    .poll(async () => (await inbox.listTo(person.email)).some((mail) => /password/i.test(mail.subject)))
    .toBe(true);

  const address = page.url();
  await page.getByRole('button', { name: 'Delete account' }).click();
  const confirm = dialog.getByRole('button', { name: 'Delete account' });
  await expect(confirm).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('textbox').fill(person.email.toUpperCase());
  await confirm.click();
  await expectPage(page, 'Accounts');
  await expect(page.getByText(`Deleted: ${person.email}.`)).toBeVisible();
  await page.goto(address);
  await expectPage(page, 'There is no such account');
  await page.getByRole('link', { name: 'Its events in the audit log' }).click();
  await expect(page.getByText('account_deleted').last()).toBeVisible();
});

test('the audit log is narrowed by event, account and days, and tells all of a line', async ({
  page,
  people,
  service,
}) => {
  const person = await people.make();
  const ask = await asOperator(service);
  const { items } = (await ask('GET', `accounts?q=${person.email}`)) as { items: { id: string }[] };
  const id = items[0]?.id ?? '';
  await people.signIn(page, await makeAdministrator({ service, people }));
  await page.goto('administration/audit-log');
  const rows = page.locator('main tbody tr');
  await page.getByLabel('Event', { exact: true }).selectOption('email_verified');
  await page.getByLabel('Id of an account').fill(id);
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(1);
  await expect(page.getByLabel('Id of an account')).toBeFocused();
  await rows.first().getByRole('button', { name: 'Details' }).click();
  await expect(page.getByText('user_agent')).toBeVisible();
  await expect(page.getByText('request_id')).toBeVisible();
  await rows.first().getByRole('button', { name: 'Details' }).click();

  await page.getByRole('button', { name: 'Remove filter: E-mail confirmed' }).click();
  await expect(rows).toHaveCount(2);
  await page.goBack();
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`type=email_verified&account=${id}`));
  // As it is typed, the year is 2, 20 and 202 first.
  await page.getByLabel('To', { exact: true }).pressSequentially('01012025');
  await expect(page.getByText('No event matches.')).toBeVisible();
  await page.reload();
  await expect(page.getByText('No event matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(page).toHaveURL(/audit-log$/);
  await expect(rows.nth(2)).toBeVisible();
  await page.goto(`administration/audit-log?account=${id}&from=2025-01-01`);
  await rows.first().getByRole('link').click();
  await expectPage(page, person.email);
});

test('the mail queue renews itself, and a rotated signing key is there at once', async ({ page, people, service }) => {
  await people.signIn(page, await makeAdministrator({ service, people }));
  await page.clock.install();
  await page.goto('administration/mail');
  const rows = page.locator('main tbody tr');
  await expect(rows.filter({ hasText: 'verify_email' }).first()).toContainText('Sent');
  await expect(page.getByText('Kept in the development inbox')).toBeVisible();
  const queue = await (await page.request.get('api/outbox')).json();
  const failed = { ...queue.items[0], id: 'f', status: 'failed', tries: 12, last_error: '550 user unknown' };
  await page.route('**/api/outbox*', (route) => route.fulfill({ json: { ...queue, items: [failed] } }));
  await page.clock.fastForward(15_500);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('550 user unknown');

  await page.getByRole('link', { name: 'Signing keys' }).click();
  await expectPage(page, 'Signing keys');
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  await page.getByRole('button', { name: 'Rotate' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('so nobody is signed out');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Rotate' }).click();
  await expect(page.getByText('A new key is published.')).toBeVisible();
  await expect(rows).toHaveCount(before + 1);
});

test('whoever is no administrator reads so at every address, and is shown no rail to them', async ({
  page,
  people,
}) => {
  await people.signIn(page, await people.make());
  for (const path of ['', '/accounts', '/accounts/some-id', '/invitations', '/audit-log', '/mail', '/signing-keys']) {
    await page.goto(`administration${path}`);
    await expectPage(page, 'This page is for administrators');
  }
  await expect(page.getByText('Your role here is: User.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Signing keys' })).toBeHidden();
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await expect(page.getByText('You are signed in.')).toBeVisible();
});
