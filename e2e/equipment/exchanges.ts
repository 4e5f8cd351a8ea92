import type { BrowserContext } from '@playwright/test';

const exchangePath = '**/api/auth/refresh';

export interface Exchanges {
  /** Asked for by the pages; the service also renews in passing, which costs no request. */
  exchanges: () => number;
  /** The refresh tokens that the service has set since. */
  rotatedTo: () => Set<string>;
}

export function countExchanges(context: BrowserContext): Exchanges {
  let count = 0;
  const tokens = new Set<string>();
  context.on('request', (request) => {
    if (request.url().endsWith('/api/auth/refresh')) count += 1;
  });
  context.on('response', (response) => {
    const looked = response.headersArray().then((headers) => {
      for (const { name, value } of headers) {
        const token = /^(?:\S*-)?refresh_token=([^;]+)/.exec(value)?.[1];
        if (name.toLowerCase() === 'set-cookie' && token) tokens.add(token);
      }
    });
    // A page that is closed at this moment tells nothing any more.
    looked.catch(() => {});
  });
  return { exchanges: () => count, rotatedTo: () => tokens };
}

/**
 * Refuses every call until an exchange has been answered: as if the service did not renew in passing.
 * @returns whether an exchange is held back, which happens to the first where `isFirstHeld`
 */
export async function refuseUntilRenewed(
  context: BrowserContext,
  { answerAfterMs = 0, isFirstHeld = false }: { answerAfterMs?: number; isFirstHeld?: boolean },
): Promise<() => boolean> {
  let isRenewed = false;
  let isHeld = false;
  const problem = { type: 'about:blank', status: 401, code: 'invalid_token', title: '', detail: '' };
  const headers = { 'content-type': 'application/problem+json' };
  await context.route(/\/api\/account/, (route) =>
    isRenewed ? route.continue() : route.fulfill({ status: 401, headers, body: JSON.stringify(problem) }),
  );
  await context.route(exchangePath, async (route) => {
    if (isFirstHeld && !isHeld) {
      isHeld = true;
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
    isRenewed = true;
    await route.continue();
  });
  return () => isHeld;
}
