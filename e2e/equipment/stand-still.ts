import type { BrowserContext, Page } from '@playwright/test';

const dayMs = 24 * 3600 * 1000;

/** The hour at which every kept picture was taken: a Monday, with a birthday or two in the days that follow. */
const hourOfPictures = Date.UTC(2026, 8, 14, 9, 30);

/** So many days from the hour of the pictures, for a service whose clock goes on: it is told of days near its own. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
}

/** Stops the page's clock, and moves every time that the service tells by as much: a page then looks the same on any day. */
export async function standStill(page: Page, context: BrowserContext): Promise<void> {
  await page.clock.setFixedTime(hourOfPictures);
  const startedAt = Date.now();
  const shiftMs = hourOfPictures - startedAt;
  const shiftDays = (utcDay(hourOfPictures) - utcDay(startedAt)) * dayMs;
  const moved = (text: string) =>
    text
      .replace(
        /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/g,
        (_, instant: string) => `"${toMinute(Date.parse(instant) + shiftMs)}"`,
      )
      .replace(
        /"(\d{4}-\d\d-\d\d)"/g,
        (_, day: string) => `"${new Date(Date.parse(day) + shiftDays).toISOString().slice(0, 10)}"`,
      );
  await context.route('**/api/**', async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const answer = await route.fetch();
    const isData = /json/.test(answer.headers()['content-type'] ?? '');
    return isData
      ? route.fulfill({ response: answer, body: moved(await answer.text()) })
      : route.fulfill({ response: answer });
  });
}

const utcDay = (ms: number) => Math.floor(ms / dayMs);

/** What has just happened has happened at the hour itself. */
const toMinute = (ms: number) => new Date(Math.round(ms / 60_000) * 60_000).toISOString();
