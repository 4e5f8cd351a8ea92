import { expect, test } from './equipment/browser-test.ts';

test('the API reference draws itself under its own policy, and its Authorize button signs in', async ({
  page,
  people,
  service,
}) => {
  const person = await people.make();
  const answered = await page.goto('docs');
  const policy = answered?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toContain('unsafe-eval');
  await expect(page.getByRole('heading', { level: 1, name: 'Portress' })).toBeVisible();

  await test.step('Authorize takes e-mail and password', async () => {
    const username = page.locator('td').filter({ has: page.getByText('Username', { exact: true }) });
    await username.getByRole('combobox').fill(person.email);
    await page.getByLabel('Password').first().fill(person.password);
    const token = page.waitForResponse(`${service.url}/api/auth/token`);
    await page.getByRole('button', { name: 'Authorize' }).click();
    expect((await token).status()).toBe(200);
  });

  await test.step('a call from the page is answered in that name', async () => {
    await page.getByRole('button', { name: 'Open Group - Account' }).click();
    await page.getByRole('link', { name: 'The account that is signed in' }).click();
    await page.getByRole('button', { name: /Test Request.*\(get \/api\/account\)/s }).click();
    const account = page.waitForResponse(`${service.url}/api/account`);
    await page.getByRole('button', { name: 'Send Request' }).click();
    const answer = await account;
    expect(answer.status()).toBe(200);
    expect(answer.request().headers().authorization).toMatch(/^Bearer eyJ/);
    expect(await answer.json()).toMatchObject({ email: person.email });
  });
});

test('a problem code is explained on a page of its own', async ({ page }) => {
  const refusal = await page.request.get('api/account');
  const { type } = (await refusal.json()) as { type: string };
  await page.goto(type);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('not_signed_in').first()).toBeVisible();
});
