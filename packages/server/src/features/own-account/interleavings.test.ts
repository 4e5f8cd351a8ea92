import { expect, test } from 'vitest';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { findPasswordHash, setPassword } from '#features/authenticators/passwords/store.ts';
import { issueOneTimeToken } from '#features/one-time-tokens/issue-one-time-token.ts';
import { resetPassword } from '#features/password-reset/reset-password.ts';
import { endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { mintRefreshToken, parseRefreshToken, type RefreshToken } from '#features/sessions/refresh-token.ts';
import { rotateRefreshToken } from '#features/sessions/rotate-refresh-token.ts';
import { signOut } from '#features/sessions/sign-out.ts';
import { findSession } from '#features/sessions/store.ts';
import { signIn } from '#features/sign-in/sign-in.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { ordersOf, runInterleaved } from '#test/interleaving.ts';
import { bearer, describeApp, type OpenApp, type TestApp } from '#test/test-app.ts';
import { changePassword } from './change-password.ts';

const facts = { requestId: 'r', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
const [oldPassword, newPassword, anotherPassword] = ['the old password', 'the new password', 'another password'];

/** Without its cost: what is explored is the order of database steps. */
const plainHashing: PasswordHashing = {
  hash: async (password) => `plain ${password}`,
  verify: async (hash, password) => hash === `plain ${password}`,
  hasRoom: () => true,
  queue: () => ({ waiting: 0, limit: 64 }),
  canRead: () => true,
  needsRehash: () => false,
  close: async () => {},
};

/** What somebody came out with: new tokens, or the code of the refusal; null where a deed gives no tokens. */
type Outcome = { access: string; refresh: string } | { refused: string } | null;
type Scene = GivenSession & { resetToken: string; refreshTokenOf(generation: number): string };
type Deed = {
  about: string;
  /** Gates that its database steps have on the way that is tried, at most. */
  steps: number;
  /** The generation that the session has reached. */
  generation?: number;
  run(app: TestApp, scene: Scene, database: Database): Promise<Outcome>;
};

async function givenScene(app: TestApp, generation: number): Promise<Scene> {
  const session = await givenSession(app);
  const { account, refreshToken, sessionId } = session;
  const { secrets } = app.app.context;
  const token = parseRefreshToken(secrets, refreshToken) as RefreshToken;
  const { token: resetToken } = await app.database.transaction(async (transaction) => {
    await setPassword(transaction, account.id, `plain ${oldPassword}`);
    const target = { accountId: account.id, emailCanonical: account.email, lifetimeSeconds: 3600 };
    return issueOneTimeToken({ secrets }, transaction, { purpose: 'reset_password', ...target });
  });
  const scene = {
    ...session,
    resetToken,
    refreshTokenOf: (of: number) => mintRefreshToken(secrets, { ...token, generation: of }),
  };
  while (((await findSession(app.database.read, sessionId))?.generation ?? generation) < generation) {
    const current = (await findSession(app.database.read, sessionId))?.generation ?? 0;
    await rotateRefreshToken(app.app.context, scene.refreshTokenOf(current), facts);
    await app.clock.wind({ milliseconds: 5 });
  }
  return scene;
}

const outcomeOf = async (deed: Promise<{ accessToken: string; refreshToken: string } | null>): Promise<Outcome> => {
  try {
    const tokens = await deed;
    return tokens && { access: tokens.accessToken, refresh: tokens.refreshToken };
  } catch (error) {
    if (error instanceof Problem) return { refused: error.code };
    throw error;
  }
};
const contextOf = (app: TestApp, database: Database) => ({
  ...app.app.context,
  passwordHashing: plainHashing,
  database,
});
const change = (app: TestApp, { account, sessionId }: Scene, database: Database, password: string) =>
  outcomeOf(
    changePassword(contextOf(app, database), {
      caller: { accountId: account.id, sessionId },
      currentPassword: oldPassword,
      password,
      facts,
    }).then(({ tokens }) => tokens),
  );
const rotate = (app: TestApp, scene: Scene, database: Database, generation: number) =>
  outcomeOf(rotateRefreshToken(contextOf(app, database), scene.refreshTokenOf(generation), facts));
const leave = (app: TestApp, database: Database, bearerToken: string | null, refreshToken: string | null) => {
  const presented = { bearer: bearerToken, accessCookie: null, refreshCookie: null };
  return outcomeOf(signOut(contextOf(app, database), presented, refreshToken, facts).then(() => null));
};

const deeds: Deed[] = [
  { about: 'a rotation', steps: 4, run: (app, scene, database) => rotate(app, scene, database, 1) },
  {
    about: 'a re-issue to the parent',
    steps: 4,
    generation: 2,
    run: (app, scene, database) => rotate(app, scene, database, 1),
  },
  { about: 'a replay', steps: 6, generation: 4, run: (app, scene, database) => rotate(app, scene, database, 1) },
  {
    about: 'a sign-out by the access token',
    steps: 2,
    run: (app, scene, database) => leave(app, database, scene.accessToken, null),
  },
  {
    about: 'a sign-out by the refresh token',
    steps: 2,
    run: (app, scene, database) => leave(app, database, null, scene.refreshToken),
  },
  {
    about: 'a sign-in with the old password',
    steps: 8,
    run: (app, { account }, database) => {
      const attempt = { login: account.email, password: oldPassword, transport: 'body', facts } as const;
      return outcomeOf(signIn(contextOf(app, database), { ...attempt, carriedRefreshToken: null }));
    },
  },
  {
    about: 'a second change',
    steps: 8,
    run: (app, scene, database) => change(app, scene, database, anotherPassword),
  },
  {
    about: 'a reset by a mailed link',
    steps: 6,
    run: (app, { resetToken: token }, database) =>
      outcomeOf(resetPassword(contextOf(app, database), { token, password: anotherPassword }, facts).then(() => null)),
  },
];

const isRefused = (outcome: Outcome | undefined): boolean => outcome != null && 'refused' in outcome;

async function expectDead(app: TestApp, tokens: { access: string; refresh: string }, what: string): Promise<void> {
  expect((await app.get('/api/account', bearer(tokens.access))).statusCode, `${what}: access token`).toBe(401);
  const answer = await app.post('/api/auth/refresh', { refresh_token: tokens.refresh });
  expect(answer.statusCode, `${what}: refresh token`).toBe(401);
}

/** After the acknowledgement no token from before it works, and the new ones do. */
async function expectOnlyTheNewChain(app: TestApp, scene: Scene, changed: Outcome, raced: Outcome): Promise<void> {
  if (changed === null || 'refused' in changed) return expect.unreachable('the change was refused');
  for (const generation of [1, 2, 3, 4, 5, 6])
    await expectDead(app, { access: scene.accessToken, refresh: scene.refreshTokenOf(generation) }, 'the old chain');
  if (raced !== null && 'access' in raced) await expectDead(app, raced, 'what the other one got');
  expect((await app.get('/api/account', bearer(changed.access))).statusCode).toBe(200);
  expect((await app.post('/api/auth/refresh', { refresh_token: changed.refresh })).statusCode).toBe(200);
}

describeApp('a password change among other deeds', (open: OpenApp) => {
  test.each(deeds)(
    'E14: $about before, within and after it revives nothing, in every order',
    {
      timeout: 240_000,
    },
    async ({ about, steps, generation = 1, run }) => {
      const app = await open({
        REFRESHES_PER_MINUTE: '0',
        REFRESH_GRACE_SECONDS: '0',
        SIGN_IN_FAILURES_PER_15_MINUTES: '0',
      });
      // Of the long list every so many, so that its end and its beginning are among them: readable examples. Orders by the
      // ten thousand, with kills and inside of transactions, are explored by `proof/interleavings`.
      const all = [...ordersOf([8, steps])];
      const most = app.dialect === 'sqlite' ? 16 : 8;
      const orders = all.filter((_, index) => index % Math.ceil(all.length / most) === 0 || index === all.length - 1);
      const winners = new Set<string>();
      for (const order of orders) {
        const scene = await givenScene(app, generation);
        const [changed = null, raced = null] = await runInterleaved(
          app.database,
          [(database) => change(app, scene, database, newPassword), (database) => run(app, scene, database)],
          order,
        );
        const hash = await findPasswordHash(app.database.read, scene.account.id);
        const session = await findSession(app.database.read, scene.sessionId);
        winners.add(isRefused(changed) ? 'the other' : 'the change');
        if (isRefused(changed)) {
          // Somebody was faster; then nothing of the change stands.
          expect(changed).toEqual({ refused: expect.stringMatching(/^(?:session_ended|invalid_credentials)$/) });
          expect(hash, String(order)).not.toBe(`plain ${newPassword}`);
          if (about === 'a second change') await expectOnlyTheNewChain(app, scene, raced, changed);
          else expect(session?.ended_at, String(order)).not.toBeNull();
        } else if (about === 'a reset by a mailed link' && raced === null) {
          // The link was spent before the change deleted it, or the change would have been refused.
          expect.unreachable('both of them set a password');
        } else {
          expect([hash, session?.ended_at], String(order)).toEqual([`plain ${newPassword}`, null]);
          await expectOnlyTheNewChain(app, scene, changed, raced);
        }
      }
      const canWin = !/rotation|re-issue|sign-in/.test(about);
      expect([...winners].toSorted()).toEqual(canWin ? ['the change', 'the other'] : ['the change']);
    },
  );

  test('deeds on the sessions of one account that meet never wait for each other in a circle', {
    timeout: 120_000,
  }, async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    const database = app.database;
    for (let round = 0; round < 10; round += 1) {
      const scene = await givenScene(app, 1);
      const others = [];
      for (let count = 0; count < 5; count += 1)
        others.push({ ...scene, ...(await givenSession(app, { account: scene.account })) });
      const [one = scene, two = scene, three = scene, four = scene] = others;
      const keepOnly =
        ({ account, sessionId: keepSessionId }: Scene) =>
        () =>
          outcomeOf(
            database
              .transaction((transaction) =>
                endSessionsOfAccount(app.app.context, transaction, {
                  accountId: account.id,
                  reason: 'signed_out_everywhere',
                  facts,
                  keepSessionId,
                }),
              )
              .then(() => null),
          );
      const met: (() => Promise<Outcome>)[] = [
        () => change(app, scene, database, newPassword),
        () => leave(app, database, scene.accessToken, null),
        keepOnly(one),
        () => change(app, two, database, anotherPassword),
        keepOnly(three),
        () => leave(app, database, null, four.refreshToken),
        () =>
          outcomeOf(
            resetPassword(contextOf(app, database), { token: scene.resetToken, password: newPassword }, facts).then(
              () => null,
            ),
          ),
        keepOnly(two),
      ];
      // A deadlock is broken by the database with an error that is no refusal: it fails the test.
      await Promise.all([...met.slice(round % met.length), ...met.slice(0, round % met.length)].map((deed) => deed()));
    }
  });

  test('a sign-out of the very session that a change keeps never waits for the change in a circle', {
    timeout: 120_000,
  }, async () => {
    const app = await open({ SIGN_IN_FAILURES_PER_15_MINUTES: '0' });
    for (let round = 0; round < 40; round += 1) {
      const scene = await givenScene(app, 1);
      const changing = change(app, scene, app.database, newPassword);
      // The change has more to do before they could meet; so many turns later they do.
      for (let turn = 0; turn < round % 40; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      await Promise.all([changing, leave(app, app.database, scene.accessToken, null)]);
    }
  });
});
