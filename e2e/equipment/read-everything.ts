import type { BrowserContext, Page, Response } from '@playwright/test';

/** Listens from the first script of a page on to what its tabs tell each other; a test reads it by `readEverything`. */
export async function listenToTabs(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const told: unknown[] = [];
    Object.assign(window, { toldToTabs: told });
    const { postMessage } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.postMessage = function tell(message) {
      told.push(message);
      return postMessage.call(this, message);
    };
  });
}

/** Everything that a script on the page could read, the storages and whatever hangs on the window included. */
export async function readEverything(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const seen = new WeakSet<object>();
    const parts = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), window.name];
    parts.push(document.documentElement.outerHTML, JSON.stringify(history.state), location.href);
    parts.push(...performance.getEntries().map(({ name }) => name));
    for (const { name } of await indexedDB.databases()) parts.push(`a database: ${name}`);
    for (const name of await caches.keys()) parts.push(`a cache: ${name}`);
    const look = (value: unknown, depth: number): void => {
      if (typeof value === 'string') parts.push(value);
      if (typeof value !== 'object' || value === null || depth > 7 || seen.has(value)) return;
      seen.add(value);
      if (value instanceof Map) for (const entry of value) look(entry, depth + 1);
      for (const key of Object.getOwnPropertyNames(value)) {
        try {
          look((value as Record<string, unknown>)[key], depth + 1);
        } catch {
          // Some properties of the window may not be read at all.
        }
      }
    };
    look(window, 0);
    // What React hangs on its elements leads to the properties of all that is drawn.
    for (const element of document.querySelectorAll('#root *'))
      for (const [key, value] of Object.entries(element)) if (key.startsWith('__reactProps')) look(value, 3);
    return parts.join('\n');
  });
}

/** Status, headers that scripts may read, and body. Set-Cookie is not among them. */
export async function readAnswer(response: Response): Promise<string> {
  const { 'set-cookie': _hidden, ...headers } = response.headers();
  const body = await response.text().catch(() => '');
  return JSON.stringify(headers) + body;
}
