import type { Run } from './history.ts';
import { findChainViolations } from './judge-chains.ts';
import { findEndViolations } from './judge-ends.ts';
import { findValueViolations } from './judge-values.ts';

/** What a run shows that must never be, in sentences that begin with the invariant. It knows nothing of how the service works. */
export const findViolations = (run: Run): string[] => [
  ...run.events
    .filter(({ outcome }) => outcome.startsWith('fault'))
    .map(({ deed, outcome }) => `P9: ${deed.kind} met with ${outcome}`),
  ...findChainViolations(run.events),
  ...findEndViolations(run.events),
  ...findValueViolations(run),
];
