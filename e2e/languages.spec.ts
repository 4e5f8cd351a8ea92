import type { Page } from '@playwright/test';
import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

/** What a person reads on the way, in each language. */
const phrases = {
  uk: {
    home: 'Один обліковий запис для всіх застосунків',
    signUpLink: 'Створити обліковий запис',
    signUp: 'Новий обліковий запис',
    email: 'Пошта',
    password: 'Пароль',
    create: 'Створити',
    checkMail: 'Перевірте пошту',
    mailSubject: 'Підтвердьте адресу пошти для Portress',
    mailAction: 'Підтвердити адресу',
    verify: 'Підтвердження пошти',
    confirm: 'Підтвердити пошту',
    confirmed: 'Пошту підтверджено',
    signIn: 'Увійти',
    profile: 'Профіль',
    devices: 'Пристрої',
    inUse: 'Зараз у користуванні',
    signOut: 'Вийти',
    signInTitle: 'Вхід',
    signedOut: 'Сеанс на цьому пристрої завершено.',
    forgotten: 'Забули пароль?',
    forgottenTitle: 'Забутий пароль',
    sendLink: 'Надіслати посилання',
    resetSubject: 'Новий пароль для Portress',
    wrong: 'Пошта або пароль не підходять.',
  },
  ru: {
    home: 'Одна учётная запись для всех приложений',
    signUpLink: 'Создать учётную запись',
    signUp: 'Новая учётная запись',
    email: 'Почта',
    password: 'Пароль',
    create: 'Создать',
    checkMail: 'Проверьте почту',
    mailSubject: 'Подтвердите адрес почты для Portress',
    mailAction: 'Подтвердить адрес',
    verify: 'Подтверждение почты',
    confirm: 'Подтвердить почту',
    confirmed: 'Почта подтверждена',
    signIn: 'Войти',
    profile: 'Профиль',
    devices: 'Устройства',
    inUse: 'Используется сейчас',
    signOut: 'Выйти',
    signInTitle: 'Вход',
    signedOut: 'Сеанс на этом устройстве завершён.',
    forgotten: 'Забыли пароль?',
    forgottenTitle: 'Забытый пароль',
    sendLink: 'Отправить ссылку',
    resetSubject: 'Новый пароль для Portress',
    wrong: 'Почта или пароль не подходят.',
  },
} as const;

/** A key that found no words, a placeholder that found no value, or English where it does not belong. */
async function expectSpeaks(page: Page, language: string, heading: string): Promise<void> {
  await expectPage(page, heading);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  const text = await page.evaluate(() => `${document.title}\n${document.getElementById('root')?.textContent}`);
  expect(text).not.toMatch(/\b[a-z_]+\.[a-z_]+_[a-z_]+\b|\{\{/);
  expect(text).not.toMatch(/\b(Sign in|Sign up|Password|E-mail|Account|Devices|Home|Create)\b/);
}

for (const language of ['uk', 'ru'] as const) {
  const words = phrases[language];

  test.describe(language, () => {
    test.use({ locale: language === 'uk' ? 'uk-UA' : 'ru-RU' });

    test('the whole way speaks the language of the browser, mails included', async ({
      page,
      context,
      people,
      inbox,
      watch,
    }) => {
      watch.expectAnswer(401, /sign-in$/);
      const person = people.invent();
      await page.goto('');
      await expectSpeaks(page, language, words.home);
      await page.getByRole('link', { name: words.signUpLink }).click();
      await expectSpeaks(page, language, words.signUp);
      await page.getByLabel(words.email, { exact: true }).fill(person.email);
      await page.getByLabel(words.password, { exact: true }).fill(person.password);
      await page.getByRole('button', { name: words.create }).click();
      await expectSpeaks(page, language, words.checkMail);

      const mail = await inbox.newestTo(person.email);
      expect(mail.subject).toBe(words.mailSubject);
      expect(mail.html).toContain(`<html lang="${language}"`);
      const confirmPage = await inbox.followLink(await context.newPage(), person.email, words.mailAction);
      await expectSpeaks(confirmPage, language, words.verify);
      // The page that waits would go on by itself.
      await page.goto('');
      await confirmPage.getByRole('button', { name: words.confirm }).click();
      await expectSpeaks(confirmPage, language, words.confirmed);
      await confirmPage.getByRole('link', { name: words.signIn }).click();
      await confirmPage.getByLabel(words.password, { exact: true }).fill('something else');
      await confirmPage.getByRole('button', { name: words.signIn }).click();
      await expect(confirmPage.getByRole('alert')).toContainText(words.wrong);
      await confirmPage.getByLabel(words.password, { exact: true }).fill(person.password);
      await confirmPage.getByRole('button', { name: words.signIn }).click();
      await expectSpeaks(confirmPage, language, words.profile);
      await confirmPage.getByRole('link', { name: words.devices }).click();
      await expect(confirmPage.getByText(words.inUse)).toBeVisible();
      await expectSpeaks(confirmPage, language, words.devices);
      await confirmPage.getByRole('button', { name: words.signOut, exact: true }).click();
      await expect(confirmPage.getByText(words.signedOut)).toBeVisible();
      await expectSpeaks(confirmPage, language, words.signInTitle);

      await confirmPage.getByRole('link', { name: words.forgotten }).click();
      await expectSpeaks(confirmPage, language, words.forgottenTitle);
      await confirmPage.getByLabel(words.email, { exact: true }).fill(person.email);
      await confirmPage.getByRole('button', { name: words.sendLink }).click();
      await expectSpeaks(confirmPage, language, words.checkMail);
      expect((await inbox.newestTo(person.email, 2)).subject).toBe(words.resetSubject);
    });
  });
}

test('a language picked by hand stays, also after the next load', async ({ page }) => {
  await page.goto('sign-in');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByText('Українська').click();
  await expectSpeaks(page, 'uk', phrases.uk.signInTitle);
  await page.reload();
  await expectSpeaks(page, 'uk', phrases.uk.signInTitle);
  await page.getByText('Русский').click();
  await expectSpeaks(page, 'ru', phrases.ru.signInTitle);
  await page.goto('');
  await expectSpeaks(page, 'ru', phrases.ru.home);
});

test('an account speaks its own language in any browser, until another is picked', async ({ page, people }) => {
  await people.signIn(page, await people.make({ locale: 'uk' }));
  await page.goto('account');
  await expectSpeaks(page, 'uk', phrases.uk.profile);
  await page.getByText('English').click();
  await expectPage(page, 'Profile');
  await page.reload();
  await expectPage(page, 'Profile');
});

test.describe('a language that we do not speak', () => {
  test.use({ locale: 'de-DE' });

  test('is answered in English', async ({ page }) => {
    await page.goto('');
    await expectPage(page, 'One account for every application here');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});
