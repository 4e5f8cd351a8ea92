import { expect, type Page } from '@playwright/test';
import { drawPicture } from '../equipment/draw-picture.ts';
import { fill, type Scene, signedIn, submit, visit } from './stage.ts';

const file = (buffer: Buffer) => ({ name: 'photo.png', mimeType: 'image/png', buffer });

async function choosePicture(page: Page, picture: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file(picture));
  await expect(page.getByRole('application')).toBeVisible();
}

const hour = 3_600_000;
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0';

/** A little of everything that happens to an account, over some days. */
function happened(): object[] {
  const told: [type: string, by: string, hoursAgo: number, details?: object][] = [
    ['sign_in_succeeded', 'request', 0],
    ['sign_in_failed', 'request', 0.2],
    ['sessions_revoked', 'request', 26, { reason: 'password_changed', ended_sessions: 3 }],
    ['password_changed', 'request', 26],
    ['role_changed', 'administrator', 27, { from: 'user', to: 'moderator' }],
    ['refresh_replayed', 'request', 300],
    ['account_changed', 'request', 301, { fields: 'first_name last_name username time_zone country' }],
    ['one_time_link_printed', 'service', 302, { by: 'command_line' }],
    ['account_created', 'request', 303, { invitation_id: 'i', role: 'user' }],
  ];
  return told.map(([type, by, hoursAgo, details = {}], id) => ({
    id: String(id),
    type,
    by,
    session_id: type === 'sign_in_failed' ? null : 's',
    ip: by === 'request' ? '2001:db8:85a3:8d3:1319:8a2e:370:7348' : null,
    user_agent: by === 'request' ? firefox : null,
    details,
    created_at: new Date(Date.now() - hoursAgo * hour).toISOString(),
  }));
}

/** The own account. */
export const accountScenes: Record<string, Scene> = {
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
  picture: async (stage) => void (await signedIn(stage, 'account/picture')),
  'picture-crop': async (stage) => {
    await signedIn(stage, 'account/picture');
    await choosePicture(stage.page, drawPicture());
  },
  'picture-refused': async (stage) => {
    await signedIn(stage, 'account/picture');
    await stage.page.locator('input[type=file]').setInputFiles(file(Buffer.from('only words')));
    await expect(stage.page.getByRole('alert').filter({ hasText: /\p{L}/u })).toBeVisible();
  },
  'picture-too-often': async (stage) => {
    stage.watch.expectAnswer(429, /avatar$/);
    await stage.page.route('**/api/account/avatar', (route) =>
      route.fulfill({
        status: 429,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '1800' },
        body: JSON.stringify({ status: 429, code: 'too_many_requests', request_id: 'abc-123' }),
      }),
    );
    await signedIn(stage, 'account/picture');
    await choosePicture(stage.page, drawPicture({ width: 300, height: 900 }));
    await stage.page.locator('main button[class*=bg-accent]').click();
    await expect(stage.page.getByRole('alert').filter({ hasText: /\p{L}/u })).toBeVisible();
  },
  region: async (stage) => {
    await signedIn(stage, 'account/region');
    await stage.page.locator('select[name=time_zone]').selectOption('America/Indiana/Tell_City');
  },
  activity: async (stage) => {
    await stage.page.route('**/api/account/activity*', (route) =>
      route.fulfill({ json: { items: happened(), next_cursor: 'next' } }),
    );
    await signedIn(stage, 'account/activity');
    await expect(stage.page.locator('main li')).toHaveCount(happened().length);
  },
  'activity-empty': async (stage) => {
    await stage.page.route('**/api/account/activity*', (route) =>
      route.fulfill({ json: { items: [], next_cursor: null } }),
    );
    await signedIn(stage, 'account/activity');
    await expect(stage.page.locator('main p')).toHaveCount(2);
  },
  'delete-account-gone': async (stage) => {
    const { password } = await signedIn(stage, 'account/delete');
    await fill(stage.page, { current_password: password });
    await submit(stage.page);
    await expect(stage.page.getByRole('status').filter({ hasText: /\p{L}/u })).toBeVisible();
  },
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
