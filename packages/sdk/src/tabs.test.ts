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
