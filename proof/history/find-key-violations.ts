import type { HistoryEvent } from './history.ts';
import type { Violation } from './violation.ts';

/**
 * P1: a key that was given to another service is good until somebody asks to end it. P3: one whose end was acknowledged is refused by
 * every node at once, as the database is asked each time.
 */
export function findKeyViolations(events: readonly HistoryEvent[]): Violation[] {
  const made = new Set(events.filter(({ op, outcome }) => op === 'make_key' && outcome === 'ok').map(({ id }) => id));
  const ends = Map.groupBy(
    events.filter(({ op, outcome }) => op === 'end_key' && outcome !== 'fail'),
    ({ id }) => id,
  );
  return events.flatMap((event): Violation[] => {
    const { op, id, outcome } = event;
    if (op !== 'use_key') return [];
    const own = ends.get(id) ?? [];
    if (outcome === 'fail' && made.has(id) && !own.some((end) => end.t_invoke < event.t_return))
      return [{ invariant: 'P1', rule: 'lost_key', id, event }];
    return outcome === 'ok' && own.some((end) => end.outcome === 'ok' && end.t_return < event.t_invoke)
      ? [{ invariant: 'P3', rule: 'ended_key_accepted', id, event }]
      : [];
  });
}
