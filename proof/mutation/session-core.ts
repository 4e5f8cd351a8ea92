const named = (feature: string, ...names: string[]): string[] => names.map((name) => `features/${feature}/${name}.ts`);

/** From the root of the repository. */
export const serverSource = 'packages/server/src';

/** What is mutated, from the server's source: the rules by which a session lives and ends, and what they stand on. */
export const sessionCore: readonly string[] = [
  ...named('access-tokens', 'ecdsa-signature', 'parse-claims', 'sign-access-token', 'verify-access-token'),
  ...named('one-time-tokens', 'hash-code', 'issue-one-time-token', 'consume-one-time-token', 'setup-token', 'store'),
  ...named('revocations', 'revocation-set', 'follow-revocations', 'store'),
  ...named('sessions', 'refresh-token', 'session-state', 'rotate-refresh-token', 'issue-tokens', 'store'),
  ...named('sessions', 'start-session', 'end-sessions', 'reseed-session', 'sign-out', 'revoke-signing-keys'),
  ...named('sessions', 'presented-tokens', 'guard', 'tell-arrival', 'token-answer'),
];

/** Statements whose text is mutated, by the beginnings of their names, and the tests that look closest at them. */
export const statementsOfTheCore: readonly { prefix: string; closest: readonly string[] }[] = [
  { prefix: 'sessions.', closest: ['sessions/answers-to-the-millisecond.test', 'sessions/store.test'] },
  { prefix: 'one_time_tokens.', closest: ['one-time-tokens/'] },
  { prefix: 'revocations.', closest: ['revocations/store.test'] },
];

/**
 * Who looks at all of it: the tests beside, and the cases that go through the front door. Relative to the server, and in the order
 * in which they run, because the first failure ends a run: the quick ones first.
 */
export const testsOfTheCore: string[] = [
  'src/features/access-tokens/*.test.ts',
  'src/features/one-time-tokens/*.test.ts',
  'src/features/sessions/*.test.ts',
  'src/features/revocations/*.test.ts',
  'test/cases/roles.test.ts',
  'test/cases/tokens.test.ts',
  'test/cases/browser.test.ts',
  'src/features/admin/change-account.test.ts',
  'test/cases/links.test.ts',
  'test/cases/sign-in.test.ts',
  'src/features/own-account/change-password.test.ts',
];

/** Left out of these: those that need PostgreSQL, and one that takes as long as all others together. */
export const testsLeftOut: string[] = [
  'src/features/access-tokens/two-nodes.test.ts',
  'src/features/one-time-tokens/locks.test.ts',
  'src/features/sessions/rotation-batches.test.ts',
  'src/features/sessions/interleavings.test.ts',
];
