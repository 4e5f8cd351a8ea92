import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

test('J16: markup and formulas in a person’s names and in the name of a device are shown as the text they are', async ({
  page,
  people,
  service,
  watch,
}) => {
  watch.expectAnswer(404, /\/problems\//);
  const markup = '<img src=x onerror="document.title=1">';
  const formula = '=cmd()<script>document.title=2</script>';
  const person = await people.make({ first_name: markup, last_name: formula, username: `a<b>${Date.now()}` });
  await people.signIn(page, person);
  await fetch(`${service.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': '<img src=//evil.example onerror=alert(1)>/1 (x)' },
    body: JSON.stringify({ login: person.email, password: person.password }),
  });
  await page.goto('account');
  await expectPage(page, 'Profile');
  await expect(page.getByText(`${markup} ${formula}`, { exact: true })).toBeVisible();
  const title = await page.title();
  await page.goto('account/devices');
  await expectPage(page, 'Devices');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
  expect(title).toContain('Portress');
  expect(await page.locator('main img, main script').count()).toBe(0);
  await page.goto('problems/<script>document.title=3<%2fscript>');
  await expect(page.getByText('<script>document.title=3</script>')).toBeVisible();
});
