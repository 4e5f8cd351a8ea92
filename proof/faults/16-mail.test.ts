import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { extentOf } from '#proof/extent.ts';
import { findMailViolations } from '#proof/history/find-mail-violations.ts';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { type History, type HistoryEvent, openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { mailsTo } from '#proof/load/mails.ts';
import { startMixedLoad } from '#proof/load/mixed-load.ts';
import { createPeople, givenDevices, type People } from '#proof/load/people.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { type MailServer, openMailServer } from '#test/mail-server.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { startTcpProxy, type TcpProxy } from '#test/servers/tcp-proxy.ts';
import { recordEach } from './record-each.ts';

/** Sent within a minute of the mail server's return is the promise. */
const longestDelivery = 60_000;
/** A password is hashed for each; what a mail server takes would come on top, were it waited for. */
const longestSignUp = 15_000;
const tarpitMilliseconds = extentOf({ short: 2500, long: 60_000 });
/** For how long the mail server is in trouble, and how many sign up meanwhile. */
type Extent = { milliseconds: number; people: number };
const shortTrouble: Extent = { milliseconds: 1500, people: 5 };
const extent: Extent = extentOf({ short: shortTrouble, long: { milliseconds: 20_000, people: 50 } });

let mailServer: MailServer;
/** Between the nodes and the mail server: silent, it is one that takes a connection and never says a word. */
let toMail: TcpProxy;
let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let history: History;
let people: People;

beforeAll(async () => {
  mailServer = await openMailServer();
  toMail = await startTcpProxy(Number(new URL(mailServer.url).port));
  cluster = await startNodes({
    settings: {
      MAIL: 'on',
      SMTP_URL: `smtp://127.0.0.1:${toMail.port}`,
      MAIL_FROM: 'Portress <no-reply@example.com>',
      EMAIL_VERIFICATION: 'optional',
    },
  });
  [a, b] = [cluster.node('a'), cluster.node('b')];
  await warmUp([a, b]);
});
beforeEach(() => {
  history = openHistory();
  people = createPeople(cluster, { history, timeoutMilliseconds: longestSignUp });
});
afterAll(async () => {
  await cluster.remove();
  await toMail.close();
  await mailServer.stop();
});
recordEach('two nodes, PostgreSQL and a mail server', () => history.events);

const signedUp = (outcome: HistoryEvent['outcome']): HistoryEvent[] =>
  history.events.filter((event) => event.op === 'sign_up' && event.outcome === outcome);
const countMails = (account: string): number => mailsTo(mailServer, account, 'verify-email').length;

/** People sign up while the mail server is in trouble, and nobody waits for it. */
async function signUpDuring(
  trouble: { begin(): unknown; end(): unknown },
  { milliseconds, people: count }: Extent = extent,
): Promise<void> {
  const devices = await givenDevices(cluster, { accounts: 5, devices: 10 });
  const load = startMixedLoad(people, { nodes: [a, b], devices, lanes: 3 });
  await trouble.begin();
  const troubledAt = performance.now();
  // A node that is under strain may say 503 to strangers: then they come again.
  for (let number = 0; number < 4 * count && signedUp('ok').length < count; number += 1)
    await people.signUp(number % 2 === 0 ? a : b);
  await wait(Math.max(0, troubledAt + milliseconds - performance.now()));
  await trouble.end();
  await load.stop();
}

/** P11: one mail, or two where an answer to it was lost, to whoever was told that the account is there; none to anybody else. */
async function expectEveryMail(mostOfEach: number, { people: count }: Extent = extent): Promise<void> {
  expect(signedUp('ok').length).toBeGreaterThanOrEqual(count);
  await expect
    .poll(() => findMailViolations(history.events, countMails, mostOfEach), { timeout: longestDelivery, interval: 50 })
    .toEqual([]);
  // A mail more would come by now: who sends it twice does it at once.
  await wait(500);
  expect(findMailViolations(history.events, countMails, mostOfEach)).toEqual([]);
  for (const { t_invoke, t_return } of signedUp('ok')) expect(t_return - t_invoke).toBeLessThan(longestSignUp);
  expect(describeViolations(findViolations(history.events))).toEqual([]);
}

test('P9, P11, fault 16: the mail server is down, and both nodes are killed meanwhile: every mail comes when it is back', async () => {
  await signUpDuring({
    begin: () => mailServer.stop(),
    end: async () => {
      // What waits is in the database, and in no process.
      await Promise.all([a.kill(), b.kill()]);
      await Promise.all([a.start(), b.start()]);
      await mailServer.start();
      // What a process that was killed had in hand is its own for a minute; here that minute is over at once.
      await runOnPostgres(cluster.postgres.url, [
        'UPDATE outbox SET claimed_until = now_ms() WHERE claimed_until > now_ms()',
      ]);
    },
  }).catch((error: unknown) => expect.fail(String(error)));
  // Of what was under way at the kill nobody knows; whoever was told is served.
  const known = history.events.filter(({ outcome }) => outcome !== 'unknown');
  history = openHistory();
  for (const event of known) history.note(event);
  await expectEveryMail(2);
});

test('P9, P11, fault 16: the mail server says “later” to every recipient: each mail comes once when it no longer does', async () => {
  await signUpDuring({
    begin: () => {
      mailServer.mood = 'defer';
    },
    end: () => {
      mailServer.mood = 'accept';
    },
  });
  await expectEveryMail(1);
});

test('P9, P11, fault 16: the mail server takes connections and never says a word: each mail comes once when it speaks', async () => {
  await signUpDuring({ begin: () => toMail.swallow(), end: () => toMail.swallow(false) });
  await expectEveryMail(1);
});

test('P9, P11, fault 16: the mail server takes a mail and hangs up instead of saying so: one more of it at most', async () => {
  // Whoever hangs up for longer gets one more with each try: nobody can know that the one before was taken.
  await signUpDuring(
    {
      begin: () => {
        mailServer.mood = 'drop';
      },
      end: () => {
        mailServer.mood = 'accept';
      },
    },
    shortTrouble,
  );
  await expectEveryMail(2, shortTrouble);
});

test('P9, P11, fault 16: a mail server that takes its time with each mail (a tarpit) holds up nobody, and gets each mail once', async () => {
  mailServer.hesitateMs = tarpitMilliseconds;
  await signUpDuring({
    begin: () => {
      mailServer.mood = 'hesitate';
    },
    end: () => {
      mailServer.mood = 'accept';
    },
  });
  await expectEveryMail(1);
});

test('P11, fault 16: of a sign-up that the database undoes at its commit no mail is sent', async () => {
  // A rule that is looked at in the commit itself, after everything was written.
  await runOnPostgres(cluster.postgres.url, [
    `CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '40001'; END $$`,
    `CREATE CONSTRAINT TRIGGER undoing AFTER INSERT ON accounts DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.email_canonical LIKE 'undone-%') EXECUTE FUNCTION undo()`,
  ]);
  const undone = ['undone-1@example.com', 'undone-2@example.com'];
  for (const [index, email] of undone.entries()) {
    const node = index === 0 ? a : b;
    const body = { email, password: 'correct horse battery staple' };
    const answer = await people.ask(node, 'POST', '/api/auth/sign-up', { body });
    expect([answer?.status, answer?.headers.has('retry-after')]).toEqual([503, true]);
  }
  await runOnPostgres(cluster.postgres.url, ['DROP FUNCTION undo CASCADE']);
  // A mail that is queued later has come: what was queued before it would have as well.
  for (const node of [a, b]) await people.signUp(node);
  await expect
    .poll(() => signedUp('ok').filter(({ id }) => countMails(id) === 0), { timeout: longestDelivery })
    .toEqual([]);
  expect(mailServer.received.filter(({ recipients }) => recipients.some((one) => undone.includes(one)))).toEqual([]);
  const left = await onPostgres(cluster.postgres.url, (client) =>
    client.query("SELECT FROM accounts WHERE email_canonical LIKE 'undone-%'"),
  );
  expect(left.rowCount).toBe(0);
});
