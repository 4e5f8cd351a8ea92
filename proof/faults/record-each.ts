import { afterEach, beforeEach } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { type Bounds, findViolations, promised } from '#proof/history/find-violations.ts';
import type { HistoryEvent } from '#proof/history/history.ts';

/**
 * Tells for the summary what each test of a file has tried, by its title.
 *
 * @param on what the faults were made on
 * @param read the history that the test is judged by; without one its expectations are all there is
 */
export function recordEach(
  on: string,
  read: () => readonly HistoryEvent[] = () => [],
  bounds: Bounds = promised,
): void {
  let startedAt = 0;
  let before: { events: readonly HistoryEvent[]; length: number };
  beforeEach(() => {
    startedAt = performance.now();
    const events = read();
    before = { events, length: events.length };
  });
  afterEach(({ task }) => {
    const events = read();
    const own = events === before.events ? events.slice(before.length) : events;
    const errors = task.result?.errors?.length ?? 0;
    recordEvidence({
      proof: task.name,
      on,
      counts: own.length === 0 ? { tests: 1 } : countOutcomes(own),
      violations: Math.max(errors, findViolations(events, bounds).length),
      milliseconds: performance.now() - startedAt,
    });
  });
}

function countOutcomes(events: readonly HistoryEvent[]): Record<string, number> {
  const count = (outcome: HistoryEvent['outcome']): number =>
    events.filter((event) => event.outcome === outcome).length;
  return { requests: events.length, acknowledged: count('ok'), refused: count('fail'), unknown: count('unknown') };
}
