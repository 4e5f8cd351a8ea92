import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRevocation } from '#features/revocations/store.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { bearer, openApp, type TestApp } from '#test/test-app.ts';
import { renewSigningKey } from '../../housekeeping.ts';
import { replaceLeakedSigningKeys, rotateSigningKeys } from './rotate-signing-keys.ts';

/** Twenty times what a revocation may take to be felt on another node. */
const patience = { timeout: 20 * 250, interval: 10 };
const settings = { REFRESHES_PER_MINUTE: '0', CONTACTS_READ_PER_MINUTE: '0' };

let tests: [TestDatabase, TestDatabase];
let nodes: TestApp[];
const loads: { stop(): Promise<void> }[] = [];

/** One PostgreSQL, and a pool for each node: they hear of each other as real ones do. */
beforeEach(async () => {
  const first = await openTestDatabase('postgres');
  const { url, clock } = first;
  const { database } = await openDatabase({ url, clock, log: silentLog, migrations: null });
  tests = [first, { ...first, database, close: () => database.close() }];
  nodes = [];
});
afterEach(async () => {
  for (const load of loads.splice(0)) await load.stop();
  for (const node of nodes) await node.app.server.close();
  await tests[1].close();
  await tests[0].close();
});

const openNodes = async (): Promise<[TestApp, TestApp]> => {
  const opened = await Promise.all(tests.map((one) => openApp(one, settings)));
  nodes.push(...opened);
  return opened as [TestApp, TestApp];
};

const keys = statement<Record<never, never>, { kid: string; retired_at: number | null }>(
  'test.all_signing_keys',
  'SELECT kid, retired_at FROM signing_keys ORDER BY created_at',
);
const events = statement<Record<never, never>, { type: string }>(
  'test.key_events',
  "SELECT type FROM audit_events WHERE type LIKE 'signing_key%' ORDER BY created_at",
);

test('two nodes that start at once on an empty database make one signing key between them', async () => {
  const [a, b] = await openNodes();
  const [key, ...others] = await a.database.read.all(keys, {});
  expect([key?.retired_at, others]).toEqual([null, []]);
  for (const node of [a, b]) expect(node.app.context.signingKeys.current().kid).toBe(key?.kid);
  expect(await a.database.read.all(events, {})).toEqual([{ type: 'signing_key_created' }]);
});

test('a key that has grown old is replaced by one of the nodes that find it so at once', async () => {
  const [a, b] = await openNodes();
  await a.clock.wind({ seconds: 91 * 24 * 3600 });
  const made = await Promise.all([a, b, a, b].map((node) => renewSigningKey(node.app.context)));
  expect(made.filter(Boolean)).toHaveLength(1);
  const all = await a.database.read.all(keys, {});
  expect(all.map(({ retired_at: retiredAt }) => retiredAt === null)).toEqual([false, true]);
  expect(await a.database.read.all(events, {})).toEqual([
    { type: 'signing_key_created' },
    { type: 'signing_key_rotated' },
  ]);
});

type Tokens = { access_token: string; refresh_token: string };

/** Each lane takes a fresh token from one node and shows it to both, again and again. */
async function startLoad(among: readonly TestApp[], lanes: number) {
  const refused: string[] = [];
  const kids = new Set<string>();
  let newest = '';
  let shown = 0;
  let isOver = false;
  const [first] = among;
  if (first === undefined) throw new Error('there are two nodes');
  const account = await first.givenAccount();
  const lane = async (index: number): Promise<void> => {
    let tokens = (await first.signIn(account)).json<Tokens>();
    for (let turn = index; !isOver; turn += 1) {
      const issuer = among[turn % among.length] ?? first;
      const refreshed = await issuer.post('/api/auth/refresh', { refresh_token: tokens.refresh_token });
      if (refreshed.statusCode !== 200) refused.push(`refresh: ${refreshed.statusCode} ${refreshed.body}`);
      else tokens = refreshed.json<Tokens>();
      newest = tokens.access_token;
      kids.add(kidOf(newest));
      for (const node of among) {
        const answer = await node.get('/api/account', bearer(tokens.access_token));
        shown += 1;
        if (answer.statusCode !== 200) refused.push(`read: ${answer.statusCode} ${answer.body}`);
      }
    }
  };
  const done = Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  const load = {
    refused,
    kids,
    newest: () => newest,
    shown: () => shown,
    stop: async () => {
      isOver = true;
      await done;
    },
  };
  loads.push(load);
  await expect.poll(load.shown, patience).toBeGreaterThan(10);
  return load;
}

const kidOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

const publishedOn = (node: TestApp) => node.app.context.signingKeys.publicJwks().map(({ kid }) => kid);

test('Fault 25: key rotation under load on two nodes: not one token is refused in the overlap, and a revoked key is refused on both', async () => {
  const [a, b] = await openNodes();
  const { clock } = a;
  const load = await startLoad([a, b], 4);
  const old = a.app.context.signingKeys.current().kid;

  const { kid } = await rotateSigningKeys(a.app.context, async () => {});
  for (const node of [a, b]) await expect.poll(() => publishedOn(node), patience).toEqual([old, kid]);
  expect(load.kids).toEqual(new Set([old]));
  // The nodes find a second apart that the new key is old enough to sign.
  await clock.wind({ seconds: 61 });
  for (const node of [a, b]) await expect.poll(() => node.app.context.signingKeys.current().kid, patience).toBe(kid);
  await expect.poll(() => kidOf(load.newest()), patience).toBe(kid);
  // In steps that every token outlives, until the last one of the old key has expired.
  for (let step = 0; step < 4; step += 1) {
    await clock.wind({ seconds: 260 });
    const shownBefore = load.shown();
    await expect.poll(load.shown, patience).toBeGreaterThan(shownBefore + 20);
  }
  for (const node of [a, b]) await expect.poll(() => publishedOn(node), patience).toEqual([kid]);
  await load.stop();
  expect(load.refused).toEqual([]);
  expect(load.shown()).toBeGreaterThan(100);

  const leaked = load.newest();
  for (const node of [a, b]) expect((await node.get('/api/account', bearer(leaked))).statusCode).toBe(200);
  const replaced = await replaceLeakedSigningKeys(a.app.context, async (transaction, { retired }) => {
    for (const subjectId of retired)
      await createRevocation(transaction, { kind: 'key', subjectId, lifetimeSeconds: 1320 });
  });
  for (const node of [a, b]) {
    await expect.poll(async () => (await node.get('/api/account', bearer(leaked))).statusCode, patience).toBe(401);
    await expect.poll(() => publishedOn(node), patience).toEqual([replaced.kid]);
  }
  // Nobody is signed out by it: what is issued from now on is good on both.
  const after = await startLoad([b, a], 2);
  await expect.poll(after.shown, patience).toBeGreaterThan(20);
  await after.stop();
  expect(after.refused).toEqual([]);
});
