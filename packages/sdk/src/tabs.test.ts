import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anna, createFakeService, json, refusal } from '../test/fake-service.ts';
import { createPortress, type Portress } from './create-portress.ts';

const at = 'https://portress.test/accounts';
const refresh = '/accounts/api/auth/refresh';

const opened: Portress[] = [];

beforeEach(() => {
  vi.stubGlobal('location', { origin: 'https://portress.test', href: `${at}/` });
  vi.stubGlobal('navigator', { locks: createLocks() });
});

afterEach(() => {
  for (const tab of opened.splice(0)) tab.close();
  vi.unstubAllGlobals();
});

/** Web Locks as a browser grants them: one holder of a name, the others in line. */
function createLocks() {
  const lines = new Map<string, Promise<void>>();
  async function request(name: string, options: { ifAvailable?: boolean }, work: (lock: object | null) => unknown) {
    const before = lines.get(name);
    if (before && options.ifAvailable) return work(null);
    const turn = Promise.resolve(before).then(() => work({ name }));
    const done = turn.then(
      () => {},
      () => {},
    );
    lines.set(name, done);
    void done.then(() => (lines.get(name) === done ? lines.delete(name) : false));
    return turn;
  }
  return { request };
}

/** Tabs of one browser on the service's own origin; `log` is what they were told. */
function createBrowser(session: { ended: boolean } = { ended: false }) {
  let cookieIsFresh = false;
  const service = createFakeService(async (seen) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (seen.path.endsWith('/sign-out')) return new Response(null, { status: 204 });
    if (seen.path.endsWith('/sign-in')) return json(200, { token_type: 'Bearer', expires_in: 900, account: anna });
    if (seen.path !== refresh) return cookieIsFresh ? json(200, anna) : refusal(401, 'not_signed_in');
    if (session.ended) return refusal(401, 'session_ended');
    cookieIsFresh = true;
    return json(200, { token_type: 'Bearer', expires_in: 900, account: anna });
  });
  const log: string[] = [];
  const openTab = (name: string) => {
    const tab = createPortress({
      baseUrl: at,
      fetch: service.fetch,
      onSignedOut: (reason) => log.push(`${name}: out, ${reason}`),
      onSignedIn: (where) => log.push(`${name}: in, ${where}`),
    });
    opened.push(tab);
    return tab;
  };
  return { service, openTab, log };
}

test('ten tabs whose access cookie has expired make one refresh', async () => {
  const { service, openTab } = createBrowser();
  const tabs = Array.from({ length: 10 }, (_, nth) => openTab(`tab ${nth}`));
  const people = await Promise.all(tabs.map((tab) => tab.account.find()));
  expect(people).toHaveLength(10);
  expect(service.count(refresh)).toBe(1);
});

test('without Web Locks every tab still gets its answer', async () => {
  vi.stubGlobal('navigator', {});
  const { openTab } = createBrowser();
  const people = await Promise.all(['a', 'b', 'c'].map((name) => openTab(name).account.find()));
  expect(people).toEqual([anna, anna, anna]);
});

test('signing out in one tab is seen in all', async () => {
  const { openTab, log } = createBrowser();
  const [first, second] = [openTab('first'), openTab('second')];
  await Promise.all([first.account.find(), second.account.find()]);
  await first.signOut();
  await vi.waitFor(() => expect(log).toContain('second: out, elsewhere'));
  expect(log).toEqual(['first: out, signed_out', 'second: out, elsewhere']);
});

test('signing in in one tab is seen in all, and their calls need no refresh', async () => {
  const { openTab, log } = createBrowser();
  const [first] = [openTab('first'), openTab('second')];
  await first.signIn({ login: 'anna', password: 'correct horse' });
  await vi.waitFor(() => expect(log).toEqual(['first: in, here', 'second: in, elsewhere']));
});

test('a session that has ended is told to each tab by its own call, once', async () => {
  const { openTab, log } = createBrowser({ ended: true });
  const tab = openTab('only');
  await expect(tab.account.find()).rejects.toMatchObject({ code: 'session_ended' });
  await expect(tab.account.find()).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(log).toEqual(['only: out, ended']);
});

test('noise on the channel is ignored', async () => {
  const { openTab, log } = createBrowser();
  openTab('only');
  const stranger = new BroadcastChannel(`portress ${at}/`);
  for (const noise of [null, 'signed_out', 7, { kind: 'no such kind' }, []]) stranger.postMessage(noise);
  stranger.postMessage({ kind: 'signed_out' });
  await vi.waitFor(() => expect(log).toEqual(['only: out, elsewhere']));
  stranger.close();
});

const channelName = `portress ${at}/`;
const inAnHour = () => Date.now() + 3_600_000;

/** A tab that another one tells news, as a browser would deliver them. */
async function told(tab: Portress, log: string[], ...news: object[]): Promise<void> {
  const other = new BroadcastChannel(channelName);
  for (const one of news) other.postMessage(one);
  // The last one is recognisable, so it tells when all have been heard.
  const heard = new Promise<void>((resolve) => {
    const end = tab.subscribe(() => {
      end();
      resolve();
    });
  });
  if (news.length > 0) await heard;
  other.close();
  log.push('heard');
}

/** In `split` the token itself shows which news a tab believes. */
function openSplitTab(log: string[], answer = () => refusal(401, 'session_ended')) {
  const service = createFakeService(answer);
  const tab = createPortress({
    baseUrl: at,
    transport: 'split',
    fetch: service.fetch,
    onSignedOut: (reason) => log.push(`out, ${reason}`),
    onSignedIn: (where) => log.push(`in, ${where}`),
  });
  opened.push(tab);
  return { tab, service };
}

test('a session that only seemed over goes on when another tab has refreshed it', async () => {
  const log: string[] = [];
  const { tab } = openSplitTab(log);
  await expect(tab.account.find()).rejects.toMatchObject({ code: 'session_ended' });
  await told(tab, log, { kind: 'refreshed', accessToken: 'good', accessTokenEndsAt: inAnHour() });
  expect(await tab.accessToken()).toBe('good');
  expect(log).toEqual(['out, ended', 'in, elsewhere', 'heard']);
});

test('a page that comes back from the back/forward cache believes nothing that it knew', async () => {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  const log: string[] = [];
  const { tab, service } = openSplitTab(log);
  await told(tab, log, { kind: 'signed_in', accessToken: 'old', accessTokenEndsAt: inAnHour() });
  const changes: string[] = [];
  tab.subscribe(({ kind }) => changes.push(kind));
  page.dispatchEvent(new Event('pageshow'));
  expect(await tab.accessToken()).toBe('old');
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await expect(tab.account.find()).rejects.toMatchObject({ code: 'session_ended' });
  expect(service.seen[0]?.authorization).toBeNull();
  expect(changes).toEqual(['in_doubt', 'signed_out']);
  tab.close();
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(changes).toHaveLength(2);
});

test('a lock that a frozen tab holds is waited for twenty seconds at most', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const request = (
    _name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    work: (lock: null) => unknown,
  ) =>
    options.ifAvailable
      ? Promise.resolve(work(null))
      : new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  vi.stubGlobal('navigator', { locks: { request } });
  const { service, openTab } = createBrowser();
  const call = openTab('only').account.find();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(service.count(refresh)).toBe(0);
  await vi.advanceTimersByTimeAsync(2_000);
  await expect(call).resolves.toEqual(anna);
  vi.useRealTimers();
});

test('where there is no location, as in some workers, tokens are in the body', () => {
  vi.stubGlobal('location', undefined);
  const portress = createPortress({ baseUrl: at });
  expect([portress.transport, portress.baseUrl]).toEqual(['body', `${at}/`]);
});

test('a listener’s own fault is nobody else’s', async () => {
  const uncaught: unknown[] = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (error) => uncaught.push(error));
  const { tab, service } = openSplitTab([], () =>
    json(200, { access_token: 'access', expires_in: 900, account: anna }),
  );
  const fault = new Error('a fault of the page');
  const heard: string[] = [];
  tab.subscribe(() => {
    throw fault;
  });
  const end = tab.subscribe(({ kind }) => heard.push(kind));
  await tab.signIn({ login: 'anna', password: 'correct horse' });
  await vi.waitFor(() => expect(uncaught).toEqual([fault]));
  end();
  for (const listener of before) process.on('uncaughtException', listener);
  expect([heard, service.seen.length]).toEqual([['signed_in'], 1]);
});
