import { expect, type Page } from '@playwright/test';
import { askForEmail } from './ask-for-email.ts';
import { type Inbox, linkIn } from './inbox.ts';
import type { People } from './people.ts';
import type { Service } from './start-service.ts';
import type { Watch } from './watch-page.ts';

export interface Stage {
  /** Of the browser, and of the accounts that are made. */
  language: string;
  page: Page;
  people: People;
  inbox: Inbox;
  service: Service;
  watch: Watch;
  /** Another device of the same person, signed in. */
  signInElsewhere: (person: { email: string; password: string }) => Promise<void>;
}

/** A state of a page that a person can meet; found without words, so that it can be looked at in every language. */
export type Scene = (stage: Stage) => Promise<void>;

const mainButton = 'main button[type=submit]';

async function submit(page: Page): Promise<void> {
  await page.locator(mainButton).click();
}

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.locator(`input[name="${name}"]`).fill(value);
}

const visit =
  (path: string): Scene =>
  async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('h1')).toBeVisible();
  };

async function signedIn(stage: Stage, path: string): Promise<{ email: string; password: string }> {
  const person = await stage.people.make({
    first_name: 'Оксана',
    last_name: 'Handzjuk-Østergård',
    locale: stage.language,
  });
  await stage.people.signIn(stage.page, person);
  await visit(path)(stage);
  return person;
}

/** Every page of the web client, with the states that matter, by the name of its screenshot. */
export const scenes: Record<string, Scene> = {
  home: visit(''),
  'sign-up': visit('sign-up'),
  'sign-up-faults': async (stage) => {
    await visit('sign-up')(stage);
    await stage.page.locator('summary').click();
    await fill(stage.page, { email: 'somebody', password: 'short' });
    await submit(stage.page);
    await expect(stage.page.locator('[aria-invalid=true]')).toHaveCount(2);
  },
  invitation: visit('invitation#token=looked-at'),
  'invitation-signed-in': async (stage) => void (await signedIn(stage, 'invitation#token=looked-at')),
  'invitation-missing': visit('invitation'),
  'invitation-dead': async (stage) => {
    stage.watch.expectAnswer(400, /sign-up$/);
    await visit('invitation#token=used')(stage);
    await fill(stage.page, { ...stage.people.invent() });
    await submit(stage.page);
    await expect(stage.page.locator('main a[href$=sign-in]')).toBeVisible();
    await expect(stage.page.locator(mainButton)).toHaveCount(0);
  },
  'check-your-mail': async (stage) => {
    await visit('sign-up')(stage);
    await fill(stage.page, { ...stage.people.invent() });
    await submit(stage.page);
    await expect(stage.page.locator('input[name=code]')).toBeVisible();
  },
  'check-your-mail-wrong-code': async (stage) => {
    stage.watch.expectAnswer(400, /verify-email$/);
    const { email } = await stage.people.signUp();
    await visit('check-your-mail')(stage);
    await fill(stage.page, { email, code: '12345678' });
    await submit(stage.page);
    await expect(stage.page.locator('main p[id$=fault]')).toBeVisible();
  },
  'verify-email': visit('verify-email#token=looked-at-and-not-pressed'),
  'verify-email-used': async (stage) => {
    stage.watch.expectAnswer(400, /verify-email$/);
    await visit('verify-email#token=used')(stage);
    await stage.page.locator('main button').click();
    await expect(stage.page.locator('main a[href$=check-your-mail]')).toBeVisible();
  },
  'verify-email-done': async (stage) => {
    const { email } = await stage.people.signUp();
    await visit(linkIn(await stage.inbox.newestTo(email)))(stage);
    await stage.page.locator('main button').click();
    await expect(stage.page.getByText(email)).toBeVisible();
  },
  'confirm-email': visit('confirm-email#token=looked-at-and-not-pressed'),
  'confirm-email-used': async (stage) => {
    stage.watch.expectAnswer(400, /confirm$/);
    await visit('confirm-email#token=used')(stage);
    await stage.page.locator('main button').click();
    await expect(stage.page.locator('main a[href$=account]')).toBeVisible();
  },
  'confirm-email-done': async (stage) => {
    const { email } = stage.people.invent();
    const person = await stage.people.make();
    await stage.people.signIn(stage.page, person);
    await askForEmail(stage.page, { email, password: person.password });
    await visit(linkIn(await stage.inbox.newestTo(email)))(stage);
    await stage.page.locator('main button').click();
    await expect(stage.page.getByText(email)).toBeVisible();
  },
  name: async (stage) => {
    await signedIn(stage, 'account/name');
  },
  'new-email': async (stage) => {
    const { password } = await signedIn(stage, 'account/email');
    const { email } = stage.people.invent();
    await fill(stage.page, { email, current_password: password });
    await submit(stage.page);
    await expect(stage.page.getByText(email)).toBeVisible();
  },
  'delete-account-wrong-password': async (stage) => {
    stage.watch.expectAnswer(401, /deletion$/);
    await signedIn(stage, 'account/delete');
    await fill(stage.page, { current_password: 'wrong' });
    await submit(stage.page);
    await expect(stage.page.locator('[aria-invalid=true]')).toHaveCount(1);
  },
  'sign-in': visit('sign-in'),
  'sign-in-wrong': async (stage) => {
    stage.watch.expectAnswer(401, /sign-in$/);
    await visit('sign-in')(stage);
    await fill(stage.page, { login: stage.people.invent().email, password: 'wrong' });
    await submit(stage.page);
    await expect(stage.page.getByRole('alert')).toBeVisible();
  },
  'sign-in-too-often': async (stage) => {
    stage.watch.expectAnswer(429, /sign-in$/);
    const problem = { status: 429, code: 'too_many_requests', request_id: '0c2f3c1e-7d6a-4a53-9a3e-6f2d6a1f0b11' };
    await stage.page.route('**/api/auth/sign-in', (route) =>
      route.fulfill({
        status: 429,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '72' },
        body: JSON.stringify({ type: 'about:blank', title: 'Too many', detail: '', ...problem }),
      }),
    );
    await visit('sign-in')(stage);
    await fill(stage.page, { login: 'ann@example.com', password: 'wrong' });
    await submit(stage.page);
    await expect(stage.page.getByRole('alert')).toBeVisible();
  },
  'sign-in-needed': visit('account'),
  'sign-in-offline': async (stage) => {
    stage.watch.expectFailedRequests();
    await visit('sign-in')(stage);
    await stage.page.context().setOffline(true);
    await fill(stage.page, { login: 'ann@example.com', password: 'three quiet porters' });
    await submit(stage.page);
    await expect(stage.page.getByRole('alert')).toBeVisible();
  },
  'forgotten-password': visit('forgotten-password'),
  'forgotten-password-sent': async (stage) => {
    await visit('forgotten-password')(stage);
    await fill(stage.page, { email: 'a.rather.long.name.of.somebody@department.example.com' });
    await submit(stage.page);
    await expect(stage.page.locator('main a[href$="dev/inbox"]')).toBeVisible();
  },
  'reset-password': visit('reset-password#token=looked-at'),
  'reset-password-missing': visit('reset-password'),
  setup: async (stage) => visit(stage.service.setupLink ?? 'no setup link')(stage),
  'setup-used': visit('setup'),
  'not-found': visit('no/such/page'),
  'home-signed-in': async (stage) => void (await signedIn(stage, '')),
  profile: async (stage) => void (await signedIn(stage, 'account')),
  password: async (stage) => {
    await signedIn(stage, 'account/password');
    await expect(stage.page.locator('input[name=password]')).toBeVisible();
  },
  'password-refused': async (stage) => {
    stage.watch.expectAnswer(422, /password$/);
    const person = await signedIn(stage, 'account/password');
    await fill(stage.page, { current_password: person.password, password: 'зфыыцщкв' });
    await submit(stage.page);
    await expect(stage.page.locator('main p[id$=fault]')).toHaveCount(1);
  },
  'password-wrong': async (stage) => {
    stage.watch.expectAnswer(401, /password$/);
    await signedIn(stage, 'account/password');
    await fill(stage.page, { current_password: 'not this one', password: 'four words nobody heard' });
    await submit(stage.page);
    await expect(stage.page.locator('main p[id$=fault]')).toBeVisible();
  },
  'password-saved': async (stage) => {
    const person = await signedIn(stage, 'account/password');
    for (let count = 0; count < 2; count += 1) await stage.signInElsewhere(person);
    await fill(stage.page, { current_password: person.password, password: 'four words nobody heard' });
    await submit(stage.page);
    await expect(stage.page.locator('main [role=status]').first()).not.toBeEmpty();
  },
  'devices-one': async (stage) => {
    await signedIn(stage, 'account/devices');
    await expect(stage.page.locator('main li')).toHaveCount(1);
  },
  devices: async (stage) => {
    const person = await signedIn(stage, 'account');
    for (let count = 0; count < 2; count += 1) await stage.signInElsewhere(person);
    await visit('account/devices')(stage);
    await expect(stage.page.locator('main li')).toHaveCount(3);
  },
  'devices-dialog': async (stage) => {
    const person = await signedIn(stage, 'account');
    await stage.signInElsewhere(person);
    await visit('account/devices')(stage);
    await stage.page.locator('main li button').click();
    await expect(stage.page.getByRole('alertdialog')).toBeVisible();
  },
  'devices-fault': async (stage) => {
    stage.watch.expectAnswer(503, /sessions$/);
    await stage.page.route('**/api/account/sessions*', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '7' },
        body: JSON.stringify({ status: 503, code: 'unavailable', request_id: '0c2f3c1e-7d6a-4a53-9a3e-6f2d6a1f0b11' }),
      }),
    );
    await signedIn(stage, 'account/devices');
    await expect(stage.page.getByRole('alert')).toBeVisible();
  },
};
