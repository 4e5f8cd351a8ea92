import { expect, test } from './equipment/browser-test.ts';
import { expectPage } from './equipment/heading.ts';

const ann = 'ann.kowalski@example.com';

test('a new password is judged while it is typed, and leaves the page only when it is sent', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await page.goto('sign-up');
  await page.getByLabel('E-mail', { exact: true }).fill(ann);
  const password = page.getByLabel('Password', { exact: true });
  const advice = page.locator('[data-advice]');
  const verdicts = [
    ['abc', '5 more characters.'],
    // Seven units, and one sign to the eye of whoever counts code points.
    ['йcafe\u0301ü', '2 more characters.'],
    ['password2024', 'Easy to guess: this is one of the passwords that are tried first.'],
    ['gfhjkm123', 'Easy to guess: a common word, typed with another keyboard layout.'],
    ['зфыыцщкв', 'Easy to guess: a common word, typed with another keyboard layout.'],
    ['kowalski2024', 'Easy to guess: made of your name, your address or the name of this service.'],
    ['zqzqzqzqzqzq', 'Easy to guess: the same characters again and again.'],
    ['абвгдежз', 'Easy to guess: characters in their order, such as abcd or 1234.'],
    ['йцукенгш', 'Easy to guess: keys that lie side by side.'],
    ['30.11.1987', 'Easy to guess: a date.'],
    ['Xk3$vQ9z', 'Good: hard to guess.'],
    ['three quiet porters', 'Very good: very hard to guess.'],
  ] as const;
  for (const [typed, said] of verdicts) {
    await password.fill(typed);
    await expect(advice, typed).toHaveText(said);
  }
  // Told to a screen reader as well, once the typing rests.
  await expect(page.getByRole('status').filter({ hasText: 'Very good: very hard to guess.' })).toHaveCount(1);
  for (const [typed] of verdicts) {
    const written = [typed, encodeURIComponent(typed)];
    expect(sent.filter((request) => written.some((text) => request.includes(text)))).toEqual([]);
  }
  await page.getByRole('button', { name: 'Create account' }).click();
  await expectPage(page, 'Check your mail');
});

test('without the word lists the length is told, and the service decides', async ({ page, people, watch }) => {
  watch.expectFailedRequests();
  watch.expectAnswer(422, /sign-up$/);
  await page.route(/judging-worker/, (route) => route.abort());
  await page.goto('sign-up');
  await page.getByLabel('E-mail', { exact: true }).fill(people.invent().email);
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('passwo');
  await expect(page.getByText('2 more characters.').first()).toBeVisible();
  await password.fill('password2024');
  await expect(page.locator('[data-advice]')).toHaveText('Long enough.');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(password).toHaveAccessibleDescription(/This is one of the passwords that are tried first/);
  await expect(page.locator('[data-advice]')).toHaveText('');
});
