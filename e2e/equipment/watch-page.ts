import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';

/** What a page must never show or say; a test names beforehand what it provokes. */
export interface Watch {
  faults: () => string[];
  /** Answers of this status to paths like this are what the test is about. */
  expectAnswer(status: number, path: RegExp): void;
  /** The pages may ask this origin too. */
  allowOrigin(origin: string): void;
  /** Requests are going to fail: the network is off, or the service is. */
  expectFailedRequests(): void;
}

/** How a page finds out that nobody is signed in: the cookies are not for scripts to see. */
const questionsOfPresence = /\/api\/(account|auth\/refresh)$/;

/** How a tab that waits for a mail finds out that it was confirmed: it tries to sign in. */
const questionOfWaitingTab = { status: 403, path: /\/api\/auth\/sign-in$/ };

/** A mail's sandbox lets no script in, and so not the one with which the test itself looks into the frame, nor what axe asks it. */
const sandboxedMail =
  /^Blocked script execution in '[^']+\/dev\/inbox\/[\w-]+\/html'|^Failed to execute 'postMessage' on 'DOMWindow': .+ recipient window's origin \('null'\)/;

/**
 * Writes down every error on the console (a broken content policy is one), every uncaught exception, every answer of
 * 500 and above, every unexpected refusal, and every request that leaves for another origin.
 */
export function watchPages(context: BrowserContext, origin: string): Watch {
  const faults = new Set<string>();
  const expected: { status: number; path: RegExp }[] = [
    { status: 401, path: questionsOfPresence },
    questionOfWaitingTab,
  ];
  const origins = new Set([origin]);
  let failuresAreExpected = false;

  function noteAnswer(status: number, url: string): void {
    const isExpected = expected.some((answer) => answer.status === status && answer.path.test(new URL(url).pathname));
    if (!isExpected) faults.add(`${url} was answered with ${status}`);
  }

  function note(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = message.text();
    if (sandboxedMail.test(text)) return;
    if (text.startsWith('Failed to load resource:')) {
      // Icons too, which the browser asks for beside the page. Failed requests are looked at below.
      const status = /status of (\d+)/.exec(text)?.[1];
      if (status) noteAnswer(Number(status), message.location().url);
      return;
    }
    faults.add(`console ${message.type()}: ${text}`);
  }

  function watch(page: Page): void {
    page.on('pageerror', (error) => faults.add(`uncaught: ${error.message}`));
  }

  context.pages().forEach(watch);
  context.on('page', watch);
  context.on('console', note);
  context.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !origins.has(asked)) faults.add(`a request left for ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A page that is left gives up what it was asking for.
    if (failuresAreExpected || reason === 'net::ERR_ABORTED') return;
    faults.add(`${request.method()} ${request.url()} failed: ${reason}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) noteAnswer(response.status(), response.url());
  });
  return {
    faults: () => [...faults],
    expectAnswer: (status, path) => expected.push({ status, path }),
    allowOrigin: (allowed) => origins.add(allowed),
    expectFailedRequests: () => {
      failuresAreExpected = true;
    },
  };
}
