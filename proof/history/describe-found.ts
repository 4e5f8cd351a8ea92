import type { RecordViolation, Violation } from './violation.ts';

/** For a test's message: enough to look into. */
export const describeFound = (violations: readonly (Violation | RecordViolation)[]): string[] =>
  violations
    .slice(0, 10)
    .map(
      (found) =>
        `${found.invariant} ${found.rule} ${found.id}${'event' in found ? ` ${JSON.stringify(found.event)}` : ''}`,
    );
