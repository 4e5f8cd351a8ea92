import type { ExplainedSurvivor } from '../judge-mutants.ts';

const rotation = 'features/sessions/rotate-refresh-token.ts';
const signOut = 'features/sessions/sign-out.ts';
const store = 'features/sessions/store.ts';
const hasAccount =
  'Cannot be met: the session’s row was changed in this transaction, and goes with its account. The type does not know.';
const onPostgres =
  'SQLite makes no batches. rotation-batches.test.ts shows on PostgreSQL that fifty at once are answered, which no mutant is shown to.';
const noSuchId = 'What no id can be, be it this or that.';
const countAlwaysAnswers = 'Cannot be met: COUNT answers a row. The type does not know.';
const batchTypes =
  "types: { id: 'text', seed_hash: 'bytea', gen: 'integer', key: 'integer', grace: 'bigint', idle: 'bigint' },";
const inBatches: readonly [line: string, from: string, nth?: number][] = [
  ["table: 'sessions',", "'sessions'"],
  ["column: 'id',", "'id'"],
  ["key: 'id',", "'id'"],
  [batchTypes, "'text'"],
  [batchTypes, "'bytea'"],
  [batchTypes, "'integer'"],
  [batchTypes, "'integer'", 2],
  [batchTypes, "'bigint'"],
  [batchTypes, "'bigint'", 2],
];

export const sessionSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: rotation,
    line: 'if (account === undefined) return false;',
    from: 'account === undefined',
    to: 'false',
    why: hasAccount,
  },
  { where: rotation, line: 'if (account === undefined) return false;', from: 'false', to: 'true', why: hasAccount },
  {
    where: rotation,
    line: 'if (token.generation >= session.generation) {',
    from: 'token.generation >= session.generation',
    to: 'token.generation > session.generation',
    why: 'The current token is answered by the statement; between it and this look only a restored backup turns a row back.',
  },
  {
    where: signOut,
    line: 'if (endedSessions > 0 || presented.refreshCookie === null) return;',
    from: 'endedSessions > 0',
    to: 'false',
    why: 'The cookie of the same session would end it once more, which does nothing; that of another is turned away by the next line.',
  },
  {
    where: signOut,
    line: "presented.bearer !== null && verdict !== null && 'refusal' in verdict && verdict.refusal === 'invalid';",
    from: 'verdict !== null',
    to: 'true',
    why: 'Cannot be met: of a Bearer token there is a verdict. The type does not know.',
  },
  ...inBatches.map(([line, from, nth]) => ({
    where: store,
    line,
    from,
    to: '""',
    ...(nth && { nth }),
    why: onPostgres,
  })),
  {
    where: store,
    line: batchTypes,
    from: "{ id: 'text', seed_hash: 'bytea', gen: 'integer', key: 'integer', grace: 'bigint…",
    to: '{}',
    why: onPostgres,
  },
  { where: store, line: "keep: sessions.keepSessionId ?? '',", from: "''", to: '"Stryker was here!"', why: noSuchId },
  { where: store, line: "before_id: page.before?.id ?? '',", from: "''", to: '"Stryker was here!"', why: noSuchId },
  {
    where: store,
    line: '(await executor.first(countOfAccount, { account_id: accountId, idle: idleSeconds * 1000 }))?.live ?? 0;',
    from: '(await executor.first(countOfAccount, { account_id: accountId, idle: idleSeconds…',
    to: '(await executor.first(countOfAccount, { account_id: accountId, idle: idleSeconds…',
    nth: 2,
    why: countAlwaysAnswers,
  },
  {
    where: store,
    line: 'const live = (await transaction.first(countEvery, { idle: idleSeconds * 1000 }))?.live ?? 0;',
    from: '(await transaction.first(countEvery, { idle: idleSeconds * 1000 }))?.live',
    to: '(await transaction.first(countEvery, { idle: idleSeconds * 1000 })).live',
    why: countAlwaysAnswers,
  },
  ...["revokedBy === 'account'", "'account'"].map((from) => ({
    where: 'features/sessions/guard.ts',
    line: "if (revokedBy === 'account') return admitOutlived(context, exchange, token, refreshCookie);",
    from,
    to: from.startsWith("'") ? '""' : 'false',
    why: 'The epoch of the account itself says the same four lines later, where the account has to be read.',
  })),
  {
    where: 'features/sessions/guard.ts',
    line: 'if (!(error instanceof Problem)) throw error;',
    from: '!(error instanceof Problem)',
    to: 'false',
    why: 'What is no problem has none of our codes, and is thrown all the same.',
  },
  {
    where: 'features/sessions/token-answer.ts',
    line: "reply.header('cache-control', 'no-store');",
    from: "'cache-control'",
    to: '""',
    nth: 2,
    why: 'Every answer that is data says it already; here it stands for whoever takes that away.',
  },
];
