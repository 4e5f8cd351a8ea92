import { expect, type Page } from '@playwright/test';
import type { Person } from '../equipment/people.ts';
import { makeAdministrator } from '../equipment/roles.ts';
import { type Scene, type Stage, signedIn, visit } from './stage.ts';

/** One of each language and service: they look at one house. */
const administrators = new Map<string, Promise<Person>>();

async function asAdministrator(stage: Stage, path: string): Promise<Person> {
  const key = `${stage.service.url} ${stage.language}`;
  const made = administrators.get(key) ?? furnish(stage);
  administrators.set(key, made);
  const person = await made;
  await stage.people.signIn(stage.page, person);
  await visit(path)(stage);
  return person;
}

async function furnish(stage: Stage): Promise<Person> {
  await stage.people.make({ first_name: 'Ґалаґан', last_name: 'Щукін-Їжакевич', username: `shchuk-${stage.language}` });
  await stage.people.signUp({ first_name: 'Bartholomew', last_name: 'Featherstonehaugh-Cholmondeley' });
  return makeAdministrator(stage, { first_name: 'Оксана', last_name: 'Коваль', locale: stage.language });
}

/** Opens somebody else's page from the list. */
async function openSomebody(stage: Stage): Promise<void> {
  const { email } = await stage.people.make({ first_name: 'Olena', last_name: 'Ковальчук' });
  await asAdministrator(stage, `administration/accounts?q=${encodeURIComponent(email)}`);
  await stage.page.getByRole('link', { name: 'Olena Ковальчук' }).click();
  await expect(stage.page.locator('h1')).toHaveText('Olena Ковальчук');
  await expect(stage.page.locator('main section')).toHaveCount(4);
}

const rows = (page: Page) => page.locator('main tbody tr, main ul > li');

export const administrationScenes: Record<string, Scene> = {
  overview: async (stage) => {
    await asAdministrator(stage, 'administration');
    await expect(stage.page.locator('main section')).toHaveCount(3);
    await expect(stage.page.locator('.recharts-bar').first()).toBeAttached();
  },
  'overview-numbers': async (stage) => {
    await asAdministrator(stage, 'administration');
    await stage.page.locator('main summary').click();
    await expect(stage.page.locator('main details td').first()).toBeVisible();
  },
  accounts: async (stage) => {
    await asAdministrator(stage, 'administration/accounts?status=active');
    await expect(rows(stage.page).first()).toBeVisible();
  },
  'accounts-no-match': async (stage) => {
    await asAdministrator(stage, 'administration/accounts?q=nobody-like-this&role=moderator');
    await expect(stage.page.locator('main button').last()).toBeVisible();
  },
  account: async (stage) => {
    await openSomebody(stage);
    await expect(stage.page.locator('main section').nth(2).locator('li').first()).toBeVisible();
  },
  'account-role': async (stage) => {
    await openSomebody(stage);
    await stage.page.locator('main section').first().getByRole('button').first().click();
    await expect(stage.page.getByRole('radio').first()).toBeVisible();
  },
  'account-delete': async (stage) => {
    await openSomebody(stage);
    await stage.page.locator('main section').last().getByRole('button').last().click();
    await expect(stage.page.getByRole('alertdialog').getByRole('textbox')).toBeVisible();
  },
  'account-gone': async (stage) => {
    stage.watch.expectAnswer(404, /accounts\/nobody/);
    await asAdministrator(stage, 'administration/accounts/nobody-has-this-id');
    await expect(stage.page.locator('main .font-mono')).toBeVisible();
  },
  invite: async (stage) => {
    await asAdministrator(stage, 'administration/invitations');
    await stage.page.locator('main button').first().click();
    await expect(stage.page.getByRole('alertdialog')).toBeVisible();
  },
  invitations: async (stage) => {
    await asAdministrator(stage, 'administration/invitations');
    await stage.page.locator('main button').first().click();
    await stage.page.locator('input[name=email]').fill(stage.people.invent().email);
    await stage.page.getByRole('alertdialog').locator('button[type=submit]').click();
    await expect(stage.page.locator('main input[readonly]')).toBeVisible();
    await expect(rows(stage.page).first()).toBeVisible();
  },
  'audit-log': async (stage) => {
    await asAdministrator(stage, 'administration/audit-log?type=sign_in_succeeded&from=2026-01-01');
    await stage.page.locator('main [aria-expanded]').first().click();
    await expect(stage.page.locator('main dl').first()).toBeVisible();
  },
  'mail-queue': async (stage) => {
    await stage.page.route('**/api/outbox*', (route) => route.fulfill({ json: queue }));
    await asAdministrator(stage, 'administration/mail');
    await expect(rows(stage.page)).toHaveCount(3);
  },
  'signing-keys': async (stage) => {
    await asAdministrator(stage, 'administration/signing-keys');
    await expect(rows(stage.page).first()).toBeVisible();
  },
  'administration-forbidden': async (stage) => {
    await signedIn(stage, 'administration/accounts');
  },
  'administration-fault': async (stage) => {
    stage.watch.expectAnswer(503, /api\/audit-events$/);
    await stage.page.route('**/api/audit-events*', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '7' },
        body: JSON.stringify({ status: 503, code: 'unavailable', request_id: '0c2f3c1e-7d6a-4a53-9a3e-6f2d6a1f0b11' }),
      }),
    );
    await asAdministrator(stage, 'administration/audit-log');
    await expect(stage.page.getByRole('alert')).toBeVisible();
  },
};

const longAgo = '2026-11-02T10:00:00.000Z';
const mail = {
  id: 'a',
  kind: 'reset_password',
  account_id: '1H69-pljX-XYYiolksAciA',
  status: 'waiting',
  tries: 3,
  created_at: longAgo,
  next_try_at: longAgo,
  sent_at: null,
  failed_at: null,
  last_error: '451 4.7.1 Greylisted, try again in 300 seconds',
};
const queue = {
  items: [
    mail,
    {
      ...mail,
      id: 'b',
      kind: 'invitation',
      account_id: null,
      status: 'failed',
      tries: 12,
      next_try_at: null,
      failed_at: longAgo,
      last_error: '550 5.1.1 <somebody.with.a.rather.long.address@mail.of.a.department.example.com>: user unknown',
    },
    {
      ...mail,
      id: 'c',
      kind: 'verify_email',
      status: 'sent',
      tries: 1,
      next_try_at: null,
      sent_at: longAgo,
      last_error: null,
    },
  ],
  next_cursor: null,
  total: 3,
};
