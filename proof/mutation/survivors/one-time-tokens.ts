import type { ExplainedSurvivor } from '../judge-mutants.ts';

export const oneTimeTokenSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: 'features/one-time-tokens/setup-token.ts',
    line: 'if (known !== undefined && isOf(secrets, known)) return tokenOf(secrets, known.id);',
    from: 'known !== undefined && isOf(secrets, known)',
    to: 'false',
    why: 'Spares a start the transaction below, which finds the same link.',
  },
];
