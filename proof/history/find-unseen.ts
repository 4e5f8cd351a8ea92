import type { HistoryEvent, Operation } from './history.ts';

const ofAccounts: ReadonlySet<Operation> = new Set(['sign_up', 'reset']);
const ofSessions: ReadonlySet<Operation> = new Set(['sign_in', 'refresh', 'sign_out', 'replay']);
const ofKeys: ReadonlySet<Operation> = new Set(['make_key', 'end_key']);

/**
 * @param since when everything was quiet, by the clock of the history
 * @returns what was acknowledged before and never looked at after it: a history with any of these proves less
 */
export function findUnseen(events: readonly HistoryEvent[], since: number): string[] {
  const fresh = new Set<string>();
  const seen = new Set<string>();
  for (const { op, id, account, outcome, t_invoke } of events) {
    if (t_invoke >= since) {
      if (outcome === 'unknown') continue;
      seen.add(op === 'use_key' ? `key ${id}` : `session ${id}`);
      if (op === 'sign_in') seen.add(`account ${account}`);
    } else if (outcome === 'ok') {
      if (ofAccounts.has(op)) fresh.add(`account ${id}`);
      if (ofSessions.has(op)) fresh.add(`session ${id}`);
      if (ofKeys.has(op)) fresh.add(`key ${id}`);
    }
  }
  return [...fresh].filter((subject) => !seen.has(subject));
}
