import type { BrowserContext } from '@playwright/test';
import { askForEmail } from './equipment/ask-for-email.ts';
import { expect, test } from './equipment/browser-test.ts';
import { lookAt } from './equipment/look-at.ts';
import type { Watch } from './equipment/watch-page.ts';

const logo = { origin: 'https://cdn.example', href: 'https://cdn.example/vereinsheim.png' };

// A yellow on which white is not readable, nor it on white.
test.use({
  settings: {
    PRODUCT_NAME: 'Vereinsheim',
    PRODUCT_ACCENT: '#e0b000',
    PRODUCT_LOGO: logo.href,
    SUPPORT_EMAIL: 'hilfe@example.com',
  },
});
// One after the other: a second service and browser for a few tests would cost more than they do.
test.describe.configure({ mode: 'default' });

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

async function serveLogo(context: BrowserContext, watch: Watch): Promise<void> {
  watch.allowOrigin(logo.origin);
  const body = Buffer.from(onePixel, 'base64');
  await context.route(logo.href, (route) => route.fulfill({ contentType: 'image/png', body }));
}

test('every page of the way in wears the operator’s name and logo, and none says ours', async ({
  page,
  context,
  watch,
}) => {
  await serveLogo(context, watch);
  const pages = [
    '',
    'sign-up',
    'sign-in',
    'check-your-mail',
    'verify-email',
    'confirm-email',
    'forgotten-password',
    'reset-password',
    'invitation',
    'setup',
    'no/such/page',
  ];
  for (const path of pages) {
    await page.goto('about:blank');
    await page.goto(path);
    await expect(page, path).toHaveTitle(/ · Vereinsheim$/);
    await expect(page.locator('main img').first(), path).toHaveAttribute('src', logo.href);
    expect(await page.locator('#root').textContent(), path).not.toContain('Portress');
  }
  await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', /mark\.svg$/);
  // What a preview of a link shows, where no script runs.
  expect(await (await page.request.get('sign-up')).text()).toContain('<title>Vereinsheim</title>');
  await page.goto('sign-up');
  await lookAt(page, 'branded-sign-up');
});

test('mails wear them too, readable, and speak the language of the account', async ({
  page,
  context,
  people,
  inbox,
  watch,
}) => {
  await serveLogo(context, watch);
  const words = {
    en: { subject: 'Confirm your e-mail address for Vereinsheim', reset: 'Choose a new password for Vereinsheim' },
    uk: { subject: 'Підтвердьте адресу пошти для Vereinsheim', reset: 'Новий пароль для Vereinsheim' },
    ru: { subject: 'Подтвердите адрес почты для Vereinsheim', reset: 'Новый пароль для Vereinsheim' },
  };
  for (const locale of ['en', 'uk', 'ru'] as const) {
    const person = await people.make({ locale });
    // Asked for in an English browser.
    await page.request.post('api/auth/password-reset/request', { data: { email: person.email } });
    const [reset, confirm] = [await inbox.newestTo(person.email, 2), (await inbox.listTo(person.email))[1]];
    expect([confirm?.subject, reset.subject]).toEqual([words[locale].subject, words[locale].reset]);
    for (const mail of [reset, confirm]) {
      if (!mail) throw new Error('no mail');
      expect(mail.html).toContain(`<html lang="${locale}"`);
      expect(mail.html).toContain(`<img src="${logo.href}"`);
      expect(mail.html).toContain('mailto:hilfe@example.com');
      expect(`${mail.text} ${mail.html}`).not.toContain('Portress');
      expect(mail.text).toContain('hilfe@example.com');
    }
    await page.setContent(reset.html);
    await lookAt(page, `branded-mail-${locale}`);
  }

  const [mover, { email }] = [await people.make(), people.invent()];
  await people.signIn(page, mover);
  await askForEmail(page, { email, password: mover.password });
  const change = await inbox.newestTo(email);
  expect(change.html).toContain(`<img src="${logo.href}"`);
  await page.goto(`dev/inbox/${change.id}`);
  await expect(page.frameLocator('iframe').getByText('Vereinsheim', { exact: true })).toBeVisible();
});
