import { afterEach, describe } from 'vitest';
import { openTestDatabase } from '#test/every-database.ts';
import { type OpenApp, openApp, type TestApp } from '#test/test-app.ts';

/** Runs a suite of the whole service once, for what is decided before any database is asked. */
export function describeHttp(name: string, suite: (open: OpenApp) => void): void {
  describe(name, () => {
    const opened: TestApp[] = [];
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
    });
    suite(async (settings = {}) => {
      const one = await openApp(await openTestDatabase('sqlite'), settings);
      opened.push(one);
      return one;
    });
  });
}
