import type { ExplainedSurvivor } from '../judge-mutants.ts';

const folder = 'features/one-time-tokens';

export const oneTimeTokenSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: `${folder}/consume-one-time-token.ts`,
    line: 'if (proof !== undefined) await deleteOneTimeTokensOf(transaction, proof.accountId);',
    from: 'proof !== undefined',
    to: 'true',
    why: 'Between the look and the spending of one transaction nobody comes on SQLite; locks.test.ts shows it on PostgreSQL.',
  },
  {
    where: `${folder}/setup-token.ts`,
    line: 'if (known !== undefined && isOf(secrets, known)) return tokenOf(secrets, known.id);',
    from: 'known !== undefined && isOf(secrets, known)',
    to: 'false',
    why: 'Spares a start the transaction below, which finds the same link.',
  },
  {
    where: `${folder}/setup-token.ts`,
    line: 'return tokenOf(secrets, (await findSetupRow(transaction))?.id ?? id);',
    from: '(await findSetupRow(transaction))?.id',
    to: '(await findSetupRow(transaction)).id',
    why: 'Cannot be met: this transaction has just made the row, or met it. The type does not know.',
  },
  {
    where: `${folder}/store.ts`,
    line: 'export const lockOneTimeTokensOf = async (transaction: Transaction, accountId: string): Promise<void> => {',
    from: '{ await transaction.all(lockAll, { account_id: accountId }); }',
    to: '{}',
    why: 'Locks and nothing else, and SQLite has no locks on rows; locks.test.ts shows on PostgreSQL what it is for.',
  },
];
