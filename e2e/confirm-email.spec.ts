import { askForEmail } from './equipment/ask-for-email.ts';
import { expect, test } from './equipment/browser-test.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';

test('C9, C12: the mailed link changes nothing when it is opened, and the e-mail when the button is pressed', async ({
  page,
  people,
  inbox,
  anotherBrowser,
}) => {
  const person = await people.make();
  const { email } = people.invent();
  await people.signIn(page, person);
  await askForEmail(page, { email, password: person.password });
  const notice = await inbox.newestTo(person.email, 2);
  expect(notice.text).not.toContain('#token=');

  const { page: mailbox } = await anotherBrowser();
  const landed = await inbox.followLink(mailbox, email, 'Confirm the address');
  await expectPage(landed, 'Confirm your new e-mail');
  await page.goto('account');
  await expect(page.getByRole('main').getByText(person.email)).toBeVisible();

  await landed.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(landed, 'E-mail changed');
  await expect(landed).not.toHaveURL(/token/);
  await expect(landed.getByText(`Your account has ${email} now.`)).toBeVisible();
  await landed.getByRole('link', { name: 'Sign in' }).click();
  await signInByForm(landed, { ...person, email });
  await expectPage(landed, 'Profile');
  // The session that asked goes on.
  await page.reload();
  await expect(page.getByRole('main').getByText(email)).toBeVisible();
  await inbox.newestTo(person.email, 3);
});

test('a used link says that the e-mail is perhaps changed already', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(400, /confirm$/);
  const person = await people.make();
  const { email } = people.invent();
  await people.signIn(page, person);
  await askForEmail(page, { email, password: person.password });
  const link = linkIn(await inbox.newestTo(email));
  for (const heading of ['E-mail changed', 'This link no longer works']) {
    // From one fragment to another the browser would not load the page anew.
    await page.goto('account');
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm e-mail' }).click();
    await expectPage(page, heading);
  }
  await expect(page.getByText('Perhaps it was used, and your e-mail is already changed.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your account' }).click();
  await expectPage(page, 'Profile');
});

test('an e-mail that somebody else has got meanwhile is told as taken', async ({ page, people, inbox, watch }) => {
  watch.expectAnswer(409, /confirm$/);
  const person = await people.make();
  await people.signIn(page, person);
  const taker = people.invent();
  await askForEmail(page, { email: taker.email, password: person.password });
  const link = linkIn(await inbox.newestTo(taker.email));
  await page.request.post('api/auth/sign-up', { data: taker, headers: { 'sec-fetch-site': 'same-origin' } });
  await page.goto(link);
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(page, 'This e-mail is taken');
  await page.getByRole('link', { name: 'Go to your account' }).click();
  await expect(page.getByRole('main').getByText(person.email)).toBeVisible();
});

test('offline, what happened is said, and the button works once the network is back', async ({
  page,
  people,
  inbox,
  watch,
}) => {
  watch.expectFailedRequests();
  const person = await people.make();
  const { email } = people.invent();
  await people.signIn(page, person);
  await askForEmail(page, { email, password: person.password });
  await page.goto(linkIn(await inbox.newestTo(email)));
  await expectPage(page, 'Confirm your new e-mail');
  await page.route('**/api/account/email/confirm', (route) => route.abort('internetdisconnected'));
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unroute('**/api/account/email/confirm');
  await page.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(page, 'E-mail changed');
});

test('a link that lost its end says so', async ({ page }) => {
  await page.goto('confirm-email');
  await expectPage(page, 'The link is not whole');
});
