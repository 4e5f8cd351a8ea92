import type { HistoryEvent } from './history.ts';
import type { Violation } from './violation.ts';

/** After these nobody can say that a password must be right. */
const endsOfPasswords: ReadonlySet<string> = new Set(['suspend', 'delete']);

/**
 * P1: whoever was told that a password is theirs can sign in by it, and by no other one, until another is asked for. A change that
 * nobody has answered may come about at any time after it.
 */
export function findLostPasswords(events: readonly HistoryEvent[]): Violation[] {
  const changes = new Map<string, HistoryEvent[]>();
  for (const event of events)
    if ((event.op === 'sign_up' || event.op === 'reset' || endsOfPasswords.has(event.op)) && event.outcome !== 'fail')
      changes.set(event.id, [...(changes.get(event.id) ?? []), event]);
  return events.flatMap((event): Violation[] => {
    if (event.op !== 'sign_in' || event.outcome === 'unknown') return [];
    const known = changes.get(event.account ?? '') ?? [];
    const last = known.findLast((change) => change.outcome === 'ok' && change.t_return < event.t_invoke);
    if (last === undefined) return [];
    const isReplaced = known.some((other) => other.password !== last.password && mayFollow(other, last, event));
    if (isReplaced) return [];
    const isRight = event.password === last.password;
    const of = (rule: string): Violation[] => [{ invariant: 'P1', rule, id: event.account ?? '', event }];
    if (event.outcome === 'fail' && isRight) return of(last.op === 'sign_up' ? 'lost_sign_up' : 'lost_password');
    return event.outcome === 'ok' && !isRight ? of('password_of_before') : [];
  });
}

const mayFollow = (other: HistoryEvent, last: HistoryEvent, event: HistoryEvent): boolean =>
  (other.outcome === 'unknown' || other.t_return > last.t_invoke) && other.t_invoke < event.t_return;
