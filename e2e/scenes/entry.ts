import { expect } from '@playwright/test';
import { askForEmail } from '../equipment/ask-for-email.ts';
import { linkIn } from '../equipment/inbox.ts';
import { fill, mainButton, type Scene, signedIn, submit, visit } from './stage.ts';

const typedPassword =
  (password: string, advice: string): Scene =>
  async (stage) => {
    await visit('sign-up')(stage);
    await fill(stage.page, { email: 'oksana@example.com', password });
    await expect(stage.page.locator(`[data-advice=${advice}]`)).toBeVisible();
  };

/** Where people come in. */
export const entryScenes: Record<string, Scene> = {
  home: visit(''),
  'sign-up': visit('sign-up'),
  'sign-up-faults': async (stage) => {
    await visit('sign-up')(stage);
    await stage.page.locator('summary').click();
    await fill(stage.page, { email: 'somebody', password: 'short' });
    await submit(stage.page);
    await expect(stage.page.locator('[aria-invalid=true]')).toHaveCount(2);
  },
  'sign-up-password-missing': typedPassword('йцук', 'missing'),
  'sign-up-password-weak': typedPassword('gfhjkm123', 'judged'),
  'sign-up-password-good': typedPassword('синя лампа під дахом', 'judged'),
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
  'page-not-loaded': async (stage) => {
    stage.watch.expectAnswer(404, /\.js$/);
    await stage.page.route(/assets\/forgotten-password-page-.*\.js$/, (route) => route.fulfill({ status: 404 }));
    await visit('sign-in')(stage);
    await stage.page.locator('main a[href*=forgotten]').click();
    await expect(stage.page.locator('main [role=alert]')).toBeVisible();
  },
  setup: async (stage) => visit(stage.service.setupLink ?? 'no setup link')(stage),
  'setup-used': visit('setup'),
  'not-found': visit('no/such/page'),
  'home-signed-in': async (stage) => void (await signedIn(stage, '')),
};
