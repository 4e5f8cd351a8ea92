import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeViolations, findViolations, promised } from '#proof/history/find-violations.ts';
import { openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { setupToken } from '#proof/load/given-administrator.ts';
import { mailsTo, tokenIn } from '#proof/load/mails.ts';
import { createPeople, type Device, type People, password } from '#proof/load/people.ts';
import { type MailServer, openMailServer } from '#test/mail-server.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { recordEach } from './record-each.ts';

const times = 200;
const administrator = 'administrator@example.com';

/** Two hundred passwords are hashed in turn: on a busy machine the last of them waits for long. */
const bounds = { ...promised, deadlineMilliseconds: 90_000 };

let cluster: Cluster;
let a: ClusterNode;
let mailServer: MailServer;
let people: People;

beforeAll(async () => {
  mailServer = await openMailServer();
  cluster = await startNodes({
    settings: {
      MAIL: 'on',
      SMTP_URL: mailServer.url,
      MAIL_FROM: 'Portress <no-reply@example.com>',
      EMAIL_VERIFICATION: 'optional',
    },
  });
  a = cluster.node('a');
  people = createPeople(cluster, { history: openHistory(), timeoutMilliseconds: 90_000 });
});
afterAll(async () => {
  await cluster.remove();
  await mailServer.stop();
});
recordEach('two nodes, PostgreSQL', () => people.history.events, bounds);

/** Mails are sent after the answer: the newest that came to the address. */
async function mailTo(address: string, kind: string): Promise<{ token: string; code: string }> {
  for (let tries = 0; tries < 500; tries += 1) {
    const text = mailsTo(mailServer, address, kind).at(-1);
    if (text !== undefined) return { token: tokenIn(text, kind), code: /\b\d{8}\b/.exec(text)?.[0] ?? '' };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no mail for ${kind} has come to ${address}`);
}

type Request = { method?: string; path: string; body: (index: number) => object };

/** Spends the value two hundred times at once, on both nodes in turn, then once more on each. */
async function spend(value: string, { method = 'POST', path, body }: Request): Promise<number[]> {
  const redeem = (index: number) => {
    const node = cluster.nodes[index % cluster.nodes.length] ?? a;
    return people.note(node, { op: 'redeem', id: value }, () => people.ask(node, method, path, { body: body(index) }));
  };
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => redeem(index)));
  for (const later of [times, times + 1]) expect((await redeem(later)).outcome).toBe('fail');
  return answers.filter(({ outcome }) => outcome === 'ok').map(({ status = 0 }) => status);
}

/** What it has left in the database, whatever was answered: a line of the audit log for each. */
async function noteEffects(value: string, type: string, email: string): Promise<void> {
  const { rows } = await onPostgres(cluster.postgres.url, (client) =>
    client.query<{ node: string }>(
      `SELECT audit_events.type AS node FROM audit_events JOIN accounts ON accounts.id = audit_events.account_id
       WHERE audit_events.type = $1 AND accounts.email LIKE $2`,
      [type, email],
    ),
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows)
    people.history.note({ op: 'effect', id: value, node: row.node, t_invoke: 0, t_return: 0, outcome: 'ok' });
}
const expectNoViolation = (): void =>
  expect(describeViolations(findViolations(people.history.events, bounds))).toEqual([]);

let admin: Device;
test('C2, N8, fault 20: the setup link, shown two hundred times at once on two nodes, makes one administrator', async () => {
  const token = setupToken(a);
  const email = (index: number) => (index === 0 ? administrator : `administrator-${index}@example.com`);
  const statuses = await spend('setup', {
    path: '/api/setup',
    body: (index) => ({ token, email: email(index), password }),
  });
  expect(statuses).toEqual([201]);
  await noteEffects('setup', 'admin_created', 'administrator%');
  expectNoViolation();
  const { rows } = await onPostgres(cluster.postgres.url, (client) =>
    client.query<{ email: string }>("SELECT email FROM accounts WHERE role = 'admin'"),
  );
  expect(rows).toHaveLength(1);
  const device = await people.signIn(a, rows[0]?.email ?? '');
  if (device === undefined) throw new Error('the administrator could not sign in');
  admin = device;
});

const givenAccount = async (): Promise<string> => {
  const email = await people.signUp(a);
  if (email === undefined) throw new Error('a sign-up was refused');
  return email;
};

test('C2, fault 20: a verification link, and the code beside it, spent two hundred times at once on two nodes, is good once', async () => {
  const email = await givenAccount();
  const { token, code } = await mailTo(email, 'verify-email');
  const statuses = await spend('verification', {
    path: '/api/auth/verify-email',
    body: (index) => (index % 3 === 0 ? { email, code } : { token }),
  });
  expect(statuses).toEqual([200]);
  await noteEffects('verification', 'email_verified', email);
  expectNoViolation();
});

test('C2, fault 20: a reset link, used two hundred times at once on two nodes, sets one password', async () => {
  const email = await givenAccount();
  await people.ask(a, 'POST', '/api/auth/password-reset/request', { body: { email } });
  const { token } = await mailTo(email, 'reset-password');
  const chosen = (index: number) => `quite another password ${index}`;
  const statuses = await spend('reset', {
    path: '/api/auth/password-reset',
    body: (index) => ({ token, password: chosen(index) }),
  });
  expect(statuses).toEqual([204]);
  await noteEffects('reset', 'password_reset', email);
  expectNoViolation();
});

test('C2, fault 20: a confirmation of a new address, opened two hundred times at once on two nodes, changes it once', async () => {
  const email = await givenAccount();
  const device = await people.signIn(a, email);
  const headers = { authorization: `Bearer ${device?.accessToken}` };
  const wanted = `new-${email}`;
  const asked = await people.ask(a, 'POST', '/api/account/email', { body: { email: wanted, password }, headers });
  expect(asked?.status).toBe(202);
  const { token } = await mailTo(wanted, 'confirm-email');
  const statuses = await spend('confirmation', { path: '/api/account/email/confirm', body: () => ({ token }) });
  expect(statuses).toEqual([200]);
  await noteEffects('confirmation', 'email_changed', wanted);
  expectNoViolation();
});

test('C2, fault 20: an invitation, shown two hundred times at once on two nodes, makes one account', async () => {
  const headers = { authorization: `Bearer ${admin.accessToken}` };
  const invited = await people.ask(a, 'POST', '/api/invitations', { body: { role: 'moderator' }, headers });
  const token = /token=([\w-]+)/.exec(String(invited?.body.url))?.[1];
  const statuses = await spend('invitation', {
    path: '/api/auth/sign-up',
    body: (index) => ({ email: `invited-${index}@example.com`, password, invitation: token }),
  });
  expect(statuses).toEqual([201]);
  await noteEffects('invitation', 'account_created', 'invited-%');
  expectNoViolation();
});
