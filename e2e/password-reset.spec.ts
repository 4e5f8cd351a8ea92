import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';

const newPassword = 'four patient lanterns';

test('a forgotten password is set anew by mail, and every session ends', async ({
  page,
  people,
  inbox,
  anotherBrowser,
  watch,
}) => {
  watch.expectAnswer(401, /sign-in$/);
  const person = await people.make();
  const { page: elsewhere, watch: watchElsewhere } = await anotherBrowser();
  watchElsewhere.expectAnswer(401, /sessions$/);
  await people.signIn(elsewhere, person);
  await elsewhere.goto('account');
  await expectPage(elsewhere, 'Profile');

  await page.goto('sign-in');
  await page.getByRole('link', { name: 'Forgotten password?' }).click();
  await expectPage(page, 'Forgotten password');
  await page.getByLabel('E-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expectPage(page, 'Check your mail');
  await inbox.newestTo(person.email, 2);
  const inboxPage = await page.context().newPage();
  const resetPage = await inbox.followLink(inboxPage, person.email, 'Choose a new password');
  await expectPage(resetPage, 'New password');
  await resetPage.getByLabel('New password').fill('short');
  await resetPage.getByRole('button', { name: 'Save password' }).click();
  await expect(resetPage.getByText('Use at least 8 characters.')).toBeVisible();
  await resetPage.getByLabel('New password').fill(newPassword);
  await resetPage.getByRole('button', { name: 'Save password' }).click();
  await expectPage(resetPage, 'Sign in');
  await expect(resetPage.getByText('Password saved. Every session has ended; sign in with the new one.')).toBeVisible();

  await test.step('the other device is out', async () => {
    await elsewhere.getByRole('link', { name: 'Devices' }).click();
    await expectPage(elsewhere, 'Sign in');
    await expect(elsewhere.getByText('Your session has ended. Sign in to go on where you were.')).toBeVisible();
  });

  await test.step('the old password is refused, the new one is good', async () => {
    await signInByForm(resetPage, person);
    await expect(resetPage.getByRole('alert')).toContainText('That e-mail or password isn’t right.');
    await signInByForm(resetPage, { ...person, password: newPassword });
    await expectPage(resetPage, 'Profile');
  });
});

test('a reset link works once, and only the newest', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(400, /password-reset$/);
  const person = await people.make();
  const ask = () => page.request.post('api/auth/password-reset/request', { data: { email: person.email } });
  await ask();
  const older = linkIn(await inbox.newestTo(person.email, 2));
  await ask();
  const newest = linkIn(await inbox.newestTo(person.email, 3));
  const outcomes = [
    { link: older, heading: 'This link no longer works' },
    { link: newest, heading: 'Sign in' },
    { link: newest, heading: 'This link no longer works' },
  ];
  for (const { link, heading } of outcomes) {
    // From one fragment to another the browser would not load the page anew.
    await page.goto('sign-in');
    await page.goto(link);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Save password' }).click();
    await expectPage(page, heading);
  }
  await expect(page.getByText('Your password is unchanged.')).toBeVisible();
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await expectPage(page, 'Forgotten password');
});

test('an unknown e-mail gets the same answer and no mail', async ({ page, people, inbox }) => {
  const [known, unknown] = [await people.make(), people.invent()];
  const answers: string[] = [];
  for (const { email } of [unknown, known]) {
    await page.goto('forgotten-password');
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expectPage(page, 'Check your mail');
    answers.push((await page.getByRole('main').textContent())?.replace(email, 'somebody') ?? '');
  }
  expect(answers[0]).toBe(answers[1]);
  // Mails are sent in the order in which they were asked for: once the later one is there, the earlier would be too.
  await inbox.newestTo(known.email, 2);
  expect(await inbox.listTo(unknown.email)).toEqual([]);
});

test('a link that lost its end says so', async ({ page }) => {
  await page.goto('reset-password');
  await expectPage(page, 'The link is not whole');
});
