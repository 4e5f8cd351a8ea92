import { appendFileSync, readFileSync } from 'node:fs';

/** One request as its sender saw it. `unknown`: the connection broke, so it may have happened or not. */
export type CrashEvent = {
  op: 'start' | 'sign_up' | 'sign_in' | 'refresh' | 'sign_out' | 'read';
  /** The e-mail address for sign_up and sign_in; the session for the others; empty for a start of the service. */
  id: string;
  outcome: 'ok' | 'refused' | 'unknown';
  /** Milliseconds of the sender's one clock. */
  invokedAt: number;
  returnedAt: number;
  status?: number;
  /** Of a refresh: fingerprints of the token shown and of the token given, and the generation of the latter. */
  shown?: string;
  given?: string;
  generation?: number;
};

export type Violation = {
  rule: 'lost_sign_up' | 'broken_chain' | 'lost_rotation' | 'two_successors' | 'resurrected' | 'fault';
  id: string;
};

const writes: ReadonlySet<CrashEvent['op']> = new Set(['sign_up', 'sign_in', 'refresh', 'sign_out']);

export const appendEvent = (file: string, event: CrashEvent): void =>
  appendFileSync(file, `${JSON.stringify(event)}\n`);

export const readHistory = (file: string): CrashEvent[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CrashEvent);

/** Writes that somebody was told are done. */
export const countAcknowledged = (events: readonly CrashEvent[]): number =>
  events.filter(({ op, outcome }) => outcome === 'ok' && writes.has(op)).length;

/**
 * What the history says should not have been possible, in one pass. It knows nothing of how the service works, only
 * what was promised: P1 (what was acknowledged stands), P4 (what was refused stays refused), P6 (a session is one
 * chain), P9 (no other faults). The sender works on each session one request at a time.
 */
export function findViolations(events: readonly CrashEvent[]): Violation[] {
  const violations: Violation[] = [];
  const signedUp = new Set<string>();
  const ended = new Set<string>();
  /** A sign-out without an answer: from then on both are right, until the service says which. */
  const maybeEnded = new Set<string>();
  const newest = new Map<string, number>();
  const successors = new Map<string, string>();
  const report = (rule: Violation['rule'], id: string): void => {
    violations.push({ rule, id });
  };

  for (const event of events) {
    const { op, id, outcome } = event;
    if ((event.status ?? 0) === 500) report('fault', id);
    if (op === 'sign_up' && outcome === 'ok') signedUp.add(id);
    if (op === 'sign_in' && outcome === 'refused' && signedUp.has(id)) report('lost_sign_up', id);
    if (op === 'sign_out' && outcome === 'ok') ended.add(id);
    if (op === 'sign_out' && outcome === 'unknown') maybeEnded.add(id);
    if (op !== 'refresh' && op !== 'read') continue;

    if (outcome === 'ok' && ended.has(id)) report('resurrected', id);
    if (outcome === 'refused' && !ended.has(id) && !maybeEnded.has(id)) report('broken_chain', id);
    if (outcome === 'refused') ended.add(id);
    if (op === 'refresh' && outcome === 'ok') followChain(event, { newest, successors, report });
  }
  return violations;
}

function followChain(
  { id, shown = '', given = '', generation = 0 }: CrashEvent,
  chain: {
    newest: Map<string, number>;
    successors: Map<string, string>;
    report(rule: Violation['rule'], id: string): void;
  },
): void {
  if (generation < (chain.newest.get(id) ?? 0)) chain.report('lost_rotation', id);
  chain.newest.set(id, generation);
  // Within its window a token is answered with itself.
  if (shown === given) return;
  const known = chain.successors.get(shown);
  if (known !== undefined && known !== given) chain.report('two_successors', id);
  chain.successors.set(shown, given);
}

/** Acknowledged before a start of the service and never looked at after it: a history with any of these proves less. */
export function findUnseen(events: readonly CrashEvent[]): string[] {
  const fresh = new Set<string>();
  const survived = new Set<string>();
  for (const { op, id, outcome } of events) {
    if (op === 'start') {
      for (const name of fresh) survived.add(name);
      fresh.clear();
      continue;
    }
    const subject = op === 'sign_up' || op === 'sign_in' ? `account ${id}` : `session ${id}`;
    if (outcome !== 'unknown') survived.delete(subject);
    if (outcome === 'ok' && writes.has(op)) fresh.add(subject);
  }
  return [...survived];
}
