import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type Inbox, openInbox } from './inbox.ts';
import { createPeople, type People } from './people.ts';
import { type Service, type Settings, startService } from './start-service.ts';
import { type Watch, watchPages } from './watch-page.ts';

interface TestFixtures {
  inbox: Inbox;
  people: People;
  /** Of the browser that every test has. */
  watch: Watch;
  /** Another browser of its own, watched in the same way. */
  anotherBrowser: (options?: { userAgent?: string }) => Promise<{ page: Page; watch: Watch }>;
}

interface WorkerFixtures {
  /** Set by a file for the service that its tests look at. */
  settings: Settings;
  service: Service;
}

/** Pages of the built product at `service`; a test fails for whatever went wrong on them unseen. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: [{}, { scope: 'worker', option: true }],

  service: [
    async ({ settings }, use) => {
      const service = await startService(settings);
      await use(service);
      await service.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  baseURL: async ({ service }, use) => use(`${service.url}/`),

  inbox: async ({ service }, use) => use(openInbox(service.url)),

  people: async ({ service, inbox }, use) => use(createPeople(service.url, inbox)),

  watch: [
    async ({ context, service }, use, testInfo) => {
      const watch = watchPages(context, new URL(service.url).origin);
      await use(watch);
      const hasFailed = testInfo.status !== testInfo.expectedStatus || watch.faults().length > 0;
      if (hasFailed) await testInfo.attach('what the service printed', { body: service.output() });
      expect(watch.faults(), 'what went wrong on the pages').toEqual([]);
    },
    { auto: true },
  ],

  anotherBrowser: async ({ browser, service, baseURL, locale, timezoneId }, use) => {
    const opened: { context: BrowserContext; watch: Watch }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        ...options,
        ...(baseURL ? { baseURL } : {}),
        ...(locale ? { locale } : {}),
        ...(timezoneId ? { timezoneId } : {}),
      });
      const watch = watchPages(context, new URL(service.url).origin);
      opened.push({ context, watch });
      return { page: await context.newPage(), watch };
    });
    for (const { context } of opened) await context.close();
    expect(
      opened.flatMap(({ watch }) => watch.faults()),
      'what went wrong in the other browser',
    ).toEqual([]);
  },
});

export { expect };
