import type { ExplainedSurvivor } from '../judge-mutants.ts';

export const accessTokenSurvivors: readonly ExplainedSurvivor[] = [];
