import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe } from 'vitest';
import { openTestDatabase } from '#test/every-database.ts';
import { type OpenApp, openApp, type TestApp } from '#test/test-app.ts';

/** Where the web client has pages; what stands at them is its own affair, what goes over the wire is ours. */
export const pagePaths = [
  '/',
  '/sign-in',
  '/sign-up',
  '/check-your-mail',
  '/verify-email',
  '/forgotten-password',
  '/reset-password',
  '/setup',
  '/account',
  '/account/devices',
  '/nobody-knows-this',
];

/** Runs a suite of the whole service once, with a small directory as the built web client. */
export function describePages(name: string, suite: (open: OpenApp) => void): void {
  describe(name, () => {
    const opened: { app: TestApp; directory: string }[] = [];
    afterEach(async () => {
      for (const { app, directory } of opened.splice(0)) {
        await app.close();
        rmSync(directory, { recursive: true, force: true });
      }
    });
    suite(async (settings = {}) => {
      const directory = mkdtempSync(join(tmpdir(), 'portress-web-'));
      mkdirSync(join(directory, 'assets'));
      writeFileSync(join(directory, 'index.html'), '<!doctype html><head><base href="/"></head><title>client</title>');
      writeFileSync(join(directory, 'assets/main-1a2b3c.js'), 'export {};');
      writeFileSync(join(directory, 'assets/main-1a2b3c.css'), 'body { margin: 0 }');
      writeFileSync(join(directory, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
      const app = await openApp(await openTestDatabase('sqlite'), settings, { webDirectory: directory });
      opened.push({ app, directory });
      return app;
    });
  });
}
