import type { ExplainedSurvivor } from './judge-mutants.ts';
import { accessTokenSurvivors } from './survivors/access-tokens.ts';
import { oneTimeTokenSurvivors } from './survivors/one-time-tokens.ts';
import { revocationSurvivors } from './survivors/revocations.ts';
import { sessionSurvivors } from './survivors/sessions.ts';
import { sqlSurvivors } from './survivors/sql.ts';

/**
 * Every mutant of the session core that survives, and why no test is asked to see it. One that is not here fails the proof, and so
 * does a line here whose mutant is killed or gone.
 */
export const explainedSurvivors: readonly ExplainedSurvivor[] = [
  ...sqlSurvivors,
  ...accessTokenSurvivors,
  ...oneTimeTokenSurvivors,
  ...revocationSurvivors,
  ...sessionSurvivors,
];
