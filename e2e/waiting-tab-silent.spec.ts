import { expect, test } from './equipment/browser-test.ts';
import { signUpByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';

test.use({ settings: { SIGN_UP_DISCLOSURE: 'silent' } });

test('where sign-up tells nothing, the waiting tab guesses at no password until its own browser has confirmed', async ({
  page,
  context,
  people,
  inbox,
}) => {
  const known = await people.make();
  const guesses: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/auth/sign-in')) guesses.push(request.url());
  });
  for (const person of [{ ...known, password: 'four patient lanterns' }, people.invent()]) {
    await page.goto('sign-up');
    await signUpByForm(page, person);
    await expectPage(page, 'Check your mail');
    await expect(page.getByText('This page goes on by itself')).toBeHidden();
    // What would make any other waiting tab ask at once.
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    const mail = await inbox.newestTo(person.email, person.email === known.email ? 2 : 1);
    expect(guesses).toEqual([]);
    if (person.email === known.email) continue;
    const tab = await context.newPage();
    await tab.goto(linkIn(mail));
    await tab.getByRole('button', { name: 'Confirm e-mail' }).click();
    await expectPage(page, 'Profile');
  }
});
