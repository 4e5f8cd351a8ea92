import type { ExplainedSurvivor } from '../judge-mutants.ts';

const oneRow = 'The table has one row.';
const byKey = 'SQLite reads them by the primary key, sequence, and so in this order anyway.';
const lockOfAccount = 'SELECT id FROM one_time_tokens WHERE account_id = :account_id ORDER BY purpose {for update}';

export const sqlSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: 'one_time_tokens.lock_of_account',
    line: lockOfAccount,
    from: 'ORDER BY purpose',
    to: '',
    why: 'Locks and nothing else, and SQLite has no locks on rows: one writer at a time.',
  },
  {
    where: 'one_time_tokens.lock_of_account',
    line: lockOfAccount,
    from: 'account_id = :account_id',
    to: '1 = 1',
    why: 'The same; locks.test.ts shows on PostgreSQL that nobody else’s are locked.',
  },
  {
    where: 'one_time_tokens.delete_expired',
    line: '(SELECT id FROM one_time_tokens WHERE expires_at <= now_ms() ORDER BY expires_at LIMIT :limit)',
    from: 'ORDER BY expires_at',
    to: '',
    why: 'SQLite reads them by the index on expires_at, and so in this order anyway.',
  },
  {
    where: 'revocations.next_sequence',
    line: 'UPDATE revocation_counter SET last = last + 1 WHERE id = 1 RETURNING last',
    from: 'id = 1',
    to: '1 = 1',
    why: oneRow,
  },
  {
    where: 'revocations.skip_sequences',
    line: 'UPDATE revocation_counter SET last = last + CAST(:by AS bigint) WHERE id = 1',
    from: 'id = 1',
    to: '1 = 1',
    why: oneRow,
  },
  {
    where: 'revocations.last_sequence',
    line: 'SELECT last FROM revocation_counter WHERE id = 1',
    from: 'id = 1',
    to: '1 = 1',
    why: oneRow,
  },
  {
    where: 'revocations.list_after',
    line: 'SELECT * FROM revocations WHERE sequence > :sequence AND expires_at > now_ms() ORDER BY sequence',
    from: 'ORDER BY sequence',
    to: '',
    why: byKey,
  },
  {
    where: 'revocations.page',
    line: 'ORDER BY sequence LIMIT CAST(:limit AS bigint)',
    from: 'ORDER BY sequence',
    to: '',
    why: byKey,
  },
];
