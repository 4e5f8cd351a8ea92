import { expect } from '@playwright/test';
import { fill, type Scene, signedIn, submit, visit } from './stage.ts';

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
