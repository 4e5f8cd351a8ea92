import type { ExplainedSurvivor } from '../judge-mutants.ts';

export const oneTimeTokenSurvivors: readonly ExplainedSurvivor[] = [];
