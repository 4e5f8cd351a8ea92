import type { ExplainedSurvivor } from '../judge-mutants.ts';

const rotation = 'features/sessions/rotate-refresh-token.ts';
const hasAccount =
  'Cannot be met: the session’s row was changed in this transaction, and goes with its account. The type does not know.';

export const sessionSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: rotation,
    line: 'if (account === undefined) return false;',
    from: 'account === undefined',
    to: 'false',
    why: hasAccount,
  },
  { where: rotation, line: 'if (account === undefined) return false;', from: 'false', to: 'true', why: hasAccount },
];
