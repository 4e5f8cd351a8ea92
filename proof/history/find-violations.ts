import { findKeyViolations } from './find-key-violations.ts';
import { findLostPasswords } from './find-lost-passwords.ts';
import type { HistoryEvent, Operation } from './history.ts';
import type { Violation } from './violation.ts';

export type Bounds = {
  /** T of P3: how late another node may be than the one that answered the revocation. */
  elsewhereMilliseconds: number;
  /** How long a request may go on, answered or not. */
  deadlineMilliseconds: number;
  /** How many wrong guesses at one account may be answered as such; those after them are told to wait. */
  guesses: number;
};

export const promised: Bounds = { elsewhereMilliseconds: 2000, deadlineMilliseconds: 15_000, guesses: 10 };

type Search = (events: readonly HistoryEvent[], bounds: Bounds) => Violation[];

/** A replay ends its session like a sign-out, and is asked for by a thief. */
const endsOfSessions: ReadonlySet<Operation> = new Set(['sign_out', 'replay']);
const endsOfAccounts: ReadonlySet<Operation> = new Set(['sign_out_everywhere', 'suspend', 'delete', 'reset']);
const admissions: ReadonlySet<Operation> = new Set(['read', 'refresh', 'introspect']);
/** A refusal that is about the session, and not about an access token that has merely expired. */
const finalCodes: ReadonlySet<string | undefined> = new Set(['session_ended', 'invalid_refresh_token']);

const isAccept = ({ op, outcome }: HistoryEvent): boolean => admissions.has(op) && outcome === 'ok';
const isFinalRefusal = ({ op, outcome, code }: HistoryEvent): boolean =>
  admissions.has(op) && outcome === 'fail' && finalCodes.has(code);

/**
 * The database decides about a refresh and at introspection, so they are never late. A read may be: on a node other than the
 * one that answered the end, or that has refused a read; one that has only refused a refresh has asked the database.
 */
const delayOf = (accept: HistoryEvent, known: HistoryEvent, { elsewhereMilliseconds }: Bounds): number =>
  accept.op !== 'read' || (accept.node === known.node && known.op !== 'refresh' && known.op !== 'introspect')
    ? 0
    : elsewhereMilliseconds;

/** P2: a one-time value is spent at most once, by what was answered and by what it has left behind. */
const findDoubleSpends: Search = (events) => {
  const spent = new Set<string>();
  return events.flatMap((event) => {
    if ((event.op !== 'redeem' && event.op !== 'effect') || event.outcome !== 'ok') return [];
    const key = `${event.op} ${event.id}`;
    if (!spent.has(key)) {
      spent.add(key);
      return [];
    }
    return [{ invariant: 'P2', rule: `double_${event.op}`, id: event.id, event }];
  });
};

/** P3: what was revoked is not accepted by whoever is asked after the bound. */
const findLateAccepts: Search = (events, bounds) => {
  const endsOf = indexEnds(events, isCertain);
  return events.filter(isAccept).flatMap((event) => {
    const isLate = endsOf(event).some((end) => event.t_invoke > end.t_return + delayOf(event, end, bounds));
    return isLate ? [{ invariant: 'P3', rule: 'late_accept', id: event.id, event }] : [];
  });
};

/** P4: a session that was refused as ended stays so: on that node at once, and elsewhere after the bound. */
const findResurrections: Search = (events, bounds) => {
  const refused = new Map<string, HistoryEvent[]>();
  for (const event of events) if (isFinalRefusal(event)) listOf(refused, event.id).push(event);
  return events.filter(isAccept).flatMap((event) => {
    const isBack = refused
      .get(event.id)
      ?.some((refusal) => event.t_invoke > refusal.t_return + delayOf(event, refusal, bounds));
    return isBack ? [{ invariant: 'P4', rule: 'resurrected', id: event.id, event }] : [];
  });
};

/** P6: each refresh token has one successor, and no later answer falls behind an earlier one. */
const findBrokenChains: Search = (events) => {
  const successors = new Map<string, string>();
  /** Of each session the answers so far, each with the largest generation up to it. */
  const answered = new Map<string, { t_return: number; largest: number }[]>();
  return events.toSorted(byReturn).flatMap((event): Violation[] => {
    const { id, shown, given, generation = 0 } = event;
    if (event.op !== 'refresh' || event.outcome !== 'ok' || shown === undefined || given === undefined) return [];
    const found: Violation[] = [];
    const known = successors.get(shown);
    // Within its window a token is answered with itself.
    if (shown !== given) successors.set(shown, known ?? given);
    if (shown !== given && known !== undefined && known !== given)
      found.push({ invariant: 'P6', rule: 'two_successors', id, event });
    const before = listOf(answered, id);
    const acknowledged = before.findLast((one) => one.t_return < event.t_invoke);
    if ((acknowledged?.largest ?? 0) > generation) found.push({ invariant: 'P6', rule: 'lost_rotation', id, event });
    before.push({ t_return: event.t_return, largest: Math.max(before.at(-1)?.largest ?? 0, generation) });
    return found;
  });
};

/** P7: no more guesses at an account reach the hash than the limit says; each that does is answered as a wrong password. */
const findTooManyGuesses: Search = (events, { guesses }) => {
  const counts = new Map<string, number>();
  return events.flatMap((event): Violation[] => {
    if (event.op !== 'guess' || event.outcome === 'unknown') return [];
    const count = (counts.get(event.id) ?? 0) + 1;
    counts.set(event.id, count);
    if (event.outcome === 'ok') return [{ invariant: 'P7', rule: 'guess_accepted', id: event.id, event }];
    return count > guesses ? [{ invariant: 'P7', rule: 'too_many_guesses', id: event.id, event }] : [];
  });
};

/** P8: every answer is about whoever's token was shown. */
const findCrossTalk: Search = (events) =>
  events
    .filter(({ account, answered }) => answered !== undefined && answered !== account)
    .map((event) => ({ invariant: 'P8', rule: 'cross_talk', id: event.id, event }));

/** P9: an answer is right, or an honest refusal that says when to come back, and it comes in time. */
const findDishonestErrors: Search = (events, { deadlineMilliseconds }) =>
  events.flatMap((event): Violation[] => {
    const { status = 0, id } = event;
    const of = (rule: string): Violation[] => [{ invariant: 'P9', rule, id, event }];
    if (event.t_return - event.t_invoke > deadlineMilliseconds) return of('hang');
    if (status >= 500 && status !== 503) return of('fault');
    if ((status === 503 || status === 429) && event.retry_after !== true) return of('no_retry_after');
    return [];
  });

/** The second promise: a session is refused only after somebody has asked to end it, answered or not. */
const findHonestSignOuts: Search = (events) => {
  const endsOf = indexEnds(events, isPossible);
  return events
    .filter((event) => isFinalRefusal(event) && !endsOf(event).some((end) => end.t_invoke < event.t_return))
    .map((event) => ({ invariant: 'nobody signed out', rule: 'honest_sign_out', id: event.id, event }));
};

const byReturn = (one: HistoryEvent, other: HistoryEvent): number => one.t_return - other.t_return;

const searches: readonly Search[] = [
  findLostPasswords,
  findKeyViolations,
  findDoubleSpends,
  findLateAccepts,
  findResurrections,
  findBrokenChains,
  findTooManyGuesses,
  findCrossTalk,
  findDishonestErrors,
  findHonestSignOuts,
];

/** Everything at once. A search that has never found anything proves nothing: plant each kind and see it found. */
export const findViolations = (events: readonly HistoryEvent[], bounds: Bounds = promised): Violation[] =>
  searches.flatMap((search) => search(events, bounds));

/** For a test's message: enough to look into. */
export const describeViolations = (violations: readonly Violation[]): string[] =>
  violations.slice(0, 10).map(({ invariant, rule, event }) => `${invariant} ${rule}: ${JSON.stringify(event)}`);

/** Whether an end, which may have been asked for before the session began, has ended it. */
type Concerns = (end: HistoryEvent, beginning: HistoryEvent | undefined) => boolean;

const isCertain: Concerns = (end, beginning) =>
  end.outcome === 'ok' && (beginning === undefined || beginning.t_return < end.t_invoke);
const isPossible: Concerns = (end, beginning) =>
  end.outcome !== 'fail' && (beginning === undefined || beginning.t_invoke < end.t_return);

/** @returns finds what has ended the session of an event: its own ends, and those of all that its account had */
function indexEnds(events: readonly HistoryEvent[], concerns: Concerns): (event: HistoryEvent) => HistoryEvent[] {
  const ends = new Map<string, HistoryEvent[]>();
  const beginnings = new Map<string, HistoryEvent>();
  for (const event of events) {
    if (event.op === 'sign_in' && event.outcome === 'ok') beginnings.set(event.id, event);
    if (endsOfSessions.has(event.op)) listOf(ends, `session ${event.id}`).push(event);
    if (endsOfAccounts.has(event.op)) listOf(ends, `account ${event.id}`).push(event);
  }
  return ({ id, account }) =>
    [`session ${id}`, `account ${account}`]
      .flatMap((subject) => ends.get(subject) ?? [])
      .filter((end) => concerns(end, beginnings.get(id)));
}

function listOf<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
