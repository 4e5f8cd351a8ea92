import { expect, test } from './equipment/browser-test.ts';
import { signInByForm, signUpByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { linkIn } from './equipment/inbox.ts';

// A service of its own, on which there is one administrator only.
test.use({ settings: { SIGN_UP: 'invite' } });

const administrator = { email: 'porter@example.com', password: 'seven brass doorbells' };

test('the first administrator finds the administration, invites, hands over a link, and takes one back', async ({
  page,
  people,
  inbox,
  service,
  watch,
  anotherBrowser,
}) => {
  watch.expectAnswer(409, /invitations$/);
  await page.goto(service.setupLink ?? '');
  await page.getByLabel('E-mail', { exact: true }).fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page.getByText('Administrator created.')).toBeVisible();
  await signInByForm(page, administrator);
  await expectPage(page, 'Overview');
  await page.getByRole('link', { name: 'Invitations' }).click();
  await expect(page.getByText('Whom you invite stands here')).toBeVisible();
  await expect(page.getByText('Sign-up is open')).toBeHidden();

  const dialog = page.getByRole('alertdialog');
  const guest = people.invent();

  await test.step('by mail: a taken e-mail is told at its field, a new one gets its mail', async () => {
    await page.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByLabel('E-mail').fill(administrator.email);
    await dialog.getByRole('radio', { name: 'Moderator' }).check();
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await expect(dialog.getByText('This e-mail has an account already.')).toBeVisible();
    await expect(dialog.getByLabel('E-mail')).toBeFocused();
    await dialog.getByLabel('E-mail').fill(guest.email);
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await expect(page.getByText(`It was mailed to ${guest.email}.`)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Invitation created' })).toBeFocused();
    await expect(page.locator('main tbody tr')).toContainText([/Moderator.*Waiting/]);
  });

  await test.step('by hand: the link is copied, or selected where the browser copies nothing', async () => {
    await page.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByLabel('Works for').selectOption('1 day');
    await dialog.getByRole('button', { name: 'Create invitation' }).click();
    await expect(page.locator('main tbody tr')).toHaveCount(2);
    const link = page.getByLabel('Link', { exact: true });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByText('Copied.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await link.inputValue());
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('no clipboard'));
    });
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByText('The link is selected')).toBeVisible();
    await expect(link).toBeFocused();
  });

  await test.step('a link that was taken back is dead, and the one that was used says by whom', async () => {
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    await page.getByRole('button', { name: 'Take back: Whoever holds the link' }).click();
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await expect(page.getByText('The invitation is taken back.')).toBeVisible();
    await expect(page.locator('main tbody tr')).toHaveCount(1);

    const { page: theirs, watch: watchTheirs } = await anotherBrowser();
    watchTheirs.expectAnswer(400, /sign-up$/);
    await theirs.goto(link);
    await signUpByForm(theirs, people.invent());
    await expectPage(theirs, 'This invitation no longer works');
    await theirs.goto('about:blank');
    await theirs.goto(linkIn(await inbox.newestTo(guest.email)));
    await signUpByForm(theirs, guest);
    await expectPage(theirs, 'Profile');
    await page.reload();
    await expect(page.locator('main tbody tr')).toContainText([/Moderator.*Used/]);
    await page.locator('main tbody tr').getByRole('link').first().click();
    await expectPage(page, guest.email);
  });
});
