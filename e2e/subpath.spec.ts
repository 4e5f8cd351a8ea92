import { test as base, expect } from './equipment/browser-test.ts';
import { signInByForm, signUpByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { type FrontDoor, openFrontDoor } from './equipment/open-front-door.ts';
import { freePort, type Service, startService } from './equipment/start-service.ts';

interface House {
  frontDoor: FrontDoor;
  service: Service;
}

/** PUBLIC_URL holds a path, and a reverse proxy stands before the service. */
const test = base.extend<object, { house: House; frontDoor: FrontDoor }>({
  house: [
    async ({ settings }, use) => {
      const frontDoor = await openFrontDoor(await freePort());
      const service = await startService({
        ...settings,
        PORT: String(frontDoor.servicePort),
        PUBLIC_URL: `${frontDoor.origin}/accounts`,
        TRUSTED_PROXIES: '127.0.0.1/32',
        ACCESS_TOKEN_SECONDS: '2',
      });
      await use({ frontDoor, service });
      await service.remove();
      await frontDoor.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  service: [async ({ house }, use) => use(house.service), { scope: 'worker' }],
  frontDoor: [async ({ house }, use) => use(house.frontDoor), { scope: 'worker' }],
});
// One after the other: a second service and browser for a few tests would cost more than they do.
test.describe.configure({ mode: 'default' });

test('the whole way below a path, behind a proxy: sign-up, mail, sign-in, refresh, devices, sign-out', async ({
  page,
  context,
  people,
  inbox,
  service,
  frontDoor,
}) => {
  const person = people.invent();
  await page.goto('sign-up');
  await signUpByForm(page, person);
  await expectPage(page, 'Check your mail');
  expect(page.url()).toBe(`${service.url}/check-your-mail`);
  const mail = await inbox.newestTo(person.email);
  expect(mail.text).toContain(`${service.url}/verify-email#token=`);
  expect(mail.text + mail.html).not.toContain('evil.example');

  const confirmPage = await inbox.followLink(await context.newPage(), person.email, 'Confirm this address');
  await confirmPage.getByRole('button', { name: 'Confirm e-mail' }).click();
  await expectPage(confirmPage, 'E-mail confirmed');
  await confirmPage.close();
  // The page that waited goes on by itself.
  await expectPage(page, 'Profile');
  expect(page.url()).toBe(`${service.url}/account`);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');

  await page.goto('sign-in?return_to=%2Faccount%2Fdevices');
  await signInByForm(page, person);
  await expectPage(page, 'Devices');
  expect(page.url()).toBe(`${service.url}/account/devices`);
  await expect(page.getByText('203.0.113.7')).toBeVisible();
  const cookies = await context.cookies();
  expect(cookies.map(({ path }) => path)).toEqual(['/accounts', '/accounts']);

  await expect
    .poll(async () => (await context.cookies()).map(({ name }) => name), { message: 'the access cookie expires' })
    .toEqual(['refresh_token']);
  await page.reload();
  await expect(page.getByText('In use now')).toBeVisible();

  const neighbour = await context.newPage();
  await neighbour.goto(frontDoor.origin);
  await expectPage(neighbour, 'Neighbour');
  expect(frontDoor.neighbourCookies.filter((cookie) => cookie !== undefined)).toEqual([]);

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');
  expect(new URL(page.url()).pathname).toBe('/accounts/sign-in');
  expect((await page.request.get(`${service.url}/api/account`)).status()).toBe(401);
  expect(await context.cookies()).toEqual([]);
});

test('pages, reference, inbox and metadata all stand below the path', async ({ page, service }) => {
  await page.goto('');
  await expectPage(page, 'One account for every application here');
  for (const name of ['Guides', 'API reference', 'OpenAPI document', 'Development inbox']) {
    const href = await page.getByRole('link', { name }).evaluate((link: HTMLAnchorElement) => link.href);
    expect(href.startsWith(`${service.url}/`)).toBe(true);
    expect((await page.request.get(href)).status()).toBe(200);
  }
  await page.getByRole('link', { name: 'Sign in' }).click();
  expect(page.url()).toBe(`${service.url}/sign-in`);
  await page.goto('no/such/page');
  await expectPage(page, 'There is nothing here');
  await page.goto('docs');
  await expect(page.getByRole('heading', { level: 1, name: 'Portress' })).toBeVisible();
  await page.goto('guides/decisions');
  await page.getByRole('link', { name: '0002' }).click();
  await page.getByRole('link', { name: 'Guides' }).click();
  expect(page.url()).toBe(`${service.url}/guides/`);

  const metadata = await page.request.get(`${service.url}/.well-known/oauth-authorization-server`);
  expect(await metadata.json()).toMatchObject({
    issuer: service.url,
    token_endpoint: `${service.url}/api/auth/token`,
    jwks_uri: `${service.url}/.well-known/jwks.json`,
  });
  expect((await page.request.get(`${service.url}/.well-known/jwks.json`)).status()).toBe(200);
});

test('the setup link that was printed holds the path', async ({ page, service }) => {
  expect(service.setupLink).toContain(`${service.url}/setup#token=`);
  await page.goto(service.setupLink ?? '');
  await expectPage(page, 'First administrator');
});
