import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, type FrameLocator, type Page, test } from '@playwright/test';

const script = fileURLToPath(new URL('../examples/cors/run.mjs', import.meta.url));
let demo: ChildProcess;
let address: string;

test.beforeAll(async () => {
  const port = await freePorts(3);
  demo = spawn(process.execPath, [script, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    demo.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const [, opened] = /Open (http:\S+):/.exec(printed) ?? [];
      if (opened !== undefined) resolve(opened);
    });
    demo.once('exit', () => reject(new Error('the demonstration ended')));
  });
});

test.afterAll(async () => {
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  demo.kill('SIGTERM');
  await ended;
});

test('K3: a page on a listed origin signs in, refreshes, reads, adds and lists; the same page on another one gets nothing', async ({
  page,
}) => {
  await page.goto(address);
  const allowed = page.frameLocator('#allowed-page');
  const refused = page.frameLocator('#refused-page');
  await expect(allowed.locator('li.done')).toHaveCount(6);
  await expect(allowed.getByText('demo@example.com')).toBeVisible();
  await expect(stepOf(allowed, 'Add a contact')).toContainText(
    /Olena Kovalenko, at \/accounts\/api\/contacts\/[\w-]{22}$/,
  );
  await expect(stepOf(allowed, 'List the contacts')).toContainText(/contactsOlena Kovalenko$/);
  await expect(refused.locator('li.refused')).toHaveCount(6);
  await expect(refused.locator('li.done')).toHaveCount(0);
  expect(await cookieNames(page)).toEqual([]);

  await again(allowed);
  await expect(allowed.locator('li.done')).toHaveCount(6);
  await expect(stepOf(allowed, 'List the contacts')).toContainText('Olena Kovalenko, Olena Kovalenko');
});

const stepOf = (frame: FrameLocator, title: string) => frame.locator('li').filter({ hasText: title });

const again = (frame: FrameLocator): Promise<void> => frame.getByRole('button', { name: 'Run again' }).click();

/** What scripts of the page can read. */
const cookieNames = (page: Page): Promise<string[]> =>
  page.evaluate(() => document.cookie.split('; ').filter((pair) => pair !== ''));

/** The first of so many free ports in a row. */
async function freePorts(count: number): Promise<number> {
  for (let first = 20_000 + Math.floor(Math.random() * 10_000); first < 32_000; first += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, step) => isFree(first + step)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('there are no free ports');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, 'localhost', () => probe.close(() => resolve(true)));
  });
