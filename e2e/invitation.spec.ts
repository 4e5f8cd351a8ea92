import { expect, test } from './equipment/browser-test.ts';
import { signUpByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';
import type { Service } from './equipment/start-service.ts';

test.use({ settings: { SIGN_UP: 'invite' } });

const admin = { email: 'porter@example.com', password: 'three quiet porters' };
let accessToken = '';

/** As an administrator does it over the API; the page for it is another matter. */
async function invite(service: Service, body: object): Promise<{ url: string }> {
  const call = async (path: string, content: object): Promise<Record<string, string>> => {
    const answer = await fetch(`${service.url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
      body: JSON.stringify(content),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  if (accessToken === '') {
    await call('setup', { token: service.setupLink?.split('#token=')[1], ...admin });
    accessToken = (await call('auth/sign-in', { login: admin.email, password: admin.password })).access_token ?? '';
  }
  return (await call('invitations', body)) as { url: string };
}

test('a mailed invitation leads to an account that is confirmed and signed in', async ({
  page,
  people,
  inbox,
  service,
  watch,
}) => {
  await page.goto('sign-up');
  await expectPage(page, 'Sign-up is by invitation');

  const person = people.invent();
  await invite(service, { email: person.email });
  const mail = await inbox.newestTo(person.email);
  expect(mail.subject).toBe('You are invited to Portress');
  await page.goto(linkIn(mail));
  await expectPage(page, 'You are invited');

  await test.step('another e-mail is refused at its field, and nothing is lost', async () => {
    watch.expectAnswer(422, /sign-up$/);
    await signUpByForm(page, { ...person, email: people.invent().email });
    await expect(page.getByText('The invitation is for another e-mail.')).toBeVisible();
    await expect(page.getByLabel('E-mail', { exact: true })).toBeFocused();
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue(person.password);
  });

  await signUpByForm(page, person);
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByRole('main').getByText(person.email)).toBeVisible();
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
});

test('a link that was handed over leads to the mail, and works once', async ({ page, people, service, watch }) => {
  const { url } = await invite(service, {});
  await page.goto(url);
  await signUpByForm(page, people.invent());
  await expectPage(page, 'Check your mail');

  await page.goto('about:blank');
  await page.goto(url);
  watch.expectAnswer(400, /sign-up$/);
  await signUpByForm(page, people.invent());
  await expectPage(page, 'This invitation no longer works');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expectPage(page, 'Sign in');
});

test('whoever is signed in is asked first, and may sign out and go on', async ({ page, people, service }) => {
  const { url } = await invite(service, {});
  const answer = await page.request.post('api/auth/sign-in', {
    data: { login: admin.email, password: admin.password, transport: 'cookie' },
  });
  expect(answer.ok()).toBe(true);
  await page.goto(url);
  await expect(page.getByText(`You are signed in as ${admin.email}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign out and use the invitation' }).click();
  await signUpByForm(page, people.invent());
  await expectPage(page, 'Check your mail');
});
