import type { ExplainedSurvivor } from '../judge-mutants.ts';

export const revocationSurvivors: readonly ExplainedSurvivor[] = [];
