import { expect, type Page } from '@playwright/test';

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Inbox {
  /** Waits for the newest mail to an address; `count` is how many there have to be by then. */
  newestTo(address: string, count?: number): Promise<Mail>;
  /** The mails to an address that are there now, newest first. */
  listTo(address: string): Promise<Mail[]>;
  /** Opens the inbox page itself in a tab, the newest mail to the address, and the link with these words in it. */
  followLink(page: Page, address: string, words: string | RegExp): Promise<Page>;
}

export function openInbox(serviceUrl: string): Inbox {
  async function listTo(address: string): Promise<Mail[]> {
    const answer = await fetch(`${serviceUrl}/dev/inbox.json`);
    const { items } = (await answer.json()) as { items: Mail[] };
    return items.filter((mail) => mail.to === address);
  }

  async function newestTo(address: string, count = 1): Promise<Mail> {
    const enough = async () => (await listTo(address)).length >= count;
    await expect.poll(enough, { message: `${count} mails to ${address}`, intervals: [50] }).toBe(true);
    const [newest] = await listTo(address);
    if (!newest) throw new Error(`no mail to ${address}`);
    return newest;
  }

  async function followLink(page: Page, address: string, words: string | RegExp): Promise<Page> {
    await page.goto('dev/inbox');
    await page.getByRole('link').filter({ hasText: address }).first().click();
    const mail = page.frameLocator('iframe');
    const opened = page.context().waitForEvent('page');
    await mail.getByRole('link', { name: words }).click();
    const landed = await opened;
    await landed.waitForLoadState();
    return landed;
  }

  return { listTo, newestTo, followLink };
}

/** The address of the page that a mail leads to, its one-time token in the fragment. */
export function linkIn(mail: Mail): string {
  return lookFor(/http\S+#token=\S+/, mail);
}

export function codeIn(mail: Mail): string {
  return lookFor(/^\s+(\d{8})\s*$/m, mail);
}

function lookFor(pattern: RegExp, mail: Mail): string {
  const found = pattern.exec(mail.text);
  if (!found) throw new Error(`nothing like ${pattern} in:\n${mail.text}`);
  return found[1] ?? found[0];
}
