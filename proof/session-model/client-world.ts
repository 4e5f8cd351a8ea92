import { ageRow, countBack, mostGenerations, now, rowKey } from './aging.ts';
import {
  ageClient,
  answered,
  arrived,
  begin,
  type Client,
  crash,
  flush,
  hear,
  type Keeping,
  newClient,
  type Request,
} from './client.ts';
import { clientKey, mapGenerations } from './client-key.ts';
import { afterAccess, afterAnswer, age, type Facts, isReplay, judge, newFacts } from './facts.ts';
import type { Step, World } from './search.ts';
import { newRow, present, type Row, type Rules, seeAccess } from './table.ts';

/** A copy of one of the client's tokens in somebody else's hands, and what came of it. */
type Thief = { generation: number; hasShown: boolean } | null;

export type ClientState = { row: Row; facts: Facts; client: Client; thief: Thief };

export type ClientWorldOptions = {
  grace: number;
  /** Two tabs share one store and hold no lock; a phone is one. */
  tabs: number;
  /** How many requests may still be on their way that nobody waits for any more. */
  mostStrays: number;
  hasThief: boolean;
  /** Whether a token is on the disk before it is shown, as our SDK has it; a browser writes its cookies down when it likes. */
  storesFirst: boolean;
  /** Whether a request may arrive more than once. */
  mayDouble: boolean;
  /** Whether only one tab at a time may wait for an exchange. */
  hasLock: boolean;
  keeping: Keeping;
  /** Whether access tokens are cookies, as refresh tokens are, or in the memory of each tab. */
  isAccessShared: boolean;
  /** Whether only a sign-out counts, and not what an onlooker finds wrong with an answer. */
  isOnlyFelt?: boolean;
};

const never = Number.POSITIVE_INFINITY;

/**
 * The world of an honest client that behaves as the table assumes: it gives an exchange up after half a grace, and what it has
 * received is on its disk before it is shown, and before the access token that came along is a grace old. Every message may be lost, late, doubled or
 * overtaken within that time; the service may crash before a commit (a request that was lost) and after it (an answer that was);
 * the client may crash at any moment.
 */
export function clientWorld(rules: Rules, options: ClientWorldOptions): World<ClientState> {
  const {
    grace,
    tabs,
    mostStrays,
    hasThief,
    storesFirst,
    mayDouble,
    hasLock,
    keeping,
    isAccessShared,
    isOnlyFelt = false,
  } = options;
  const oldest = grace + 1;
  const patience = grace / 2;

  function* stepsFrom(state: ClientState): Generator<Step<ClientState>> {
    const { row, facts, client } = state;
    // What the person is told to do next is to sign in: a new session.
    if (facts.isOver) return;
    yield {
      name: 'wait',
      state: {
        ...state,
        row: ageRow(row, oldest),
        facts: age(facts, oldest),
        client: ageClient(client, { patience, grace }),
      },
    };
    for (const [index, tab] of client.tabs.entries()) {
      const isFree = !hasLock || client.tabs.every(({ exchange }, other) => exchange === null || other === index);
      const begun = !isFree ? undefined : begin(storesFirst ? flush(client) : client, index, mostStrays);
      if (begun !== undefined) yield { name: `begin ${index}`, state: { ...state, client: begun } };
      if (tab.exchange?.isUnderWay) yield arrive(state, tab.exchange, index);
      for (const answer of tab.exchange?.answers ?? [])
        yield {
          name: `hear ${index}: ${answer.generation}`,
          state: { ...state, client: hear(client, index, answer, { mostStrays, keeping, isAccessShared }) },
        };
      if (tab.access !== null) yield use(state, tab.access);
    }
    for (const stray of client.strays) yield arrive(state, stray, null);
    if (client.held !== client.onDisk) yield { name: 'flush', state: { ...state, client: flush(client) } };
    yield { name: 'crash', state: { ...state, client: crash(client, mostStrays) } };
    if (hasThief) yield* steal(state);
  }

  /** A request of the client reaches the service, which may be for the second time. */
  function arrive(state: ClientState, request: Request, tab: number | null): Step<ClientState> {
    const after = show(state, request.shown);
    const { answer } = after;
    const isWrong = 'refused' in answer && !state.thief?.hasShown ? 'an honest client is signed out' : after.violation;
    const sent = mayDouble ? state.client : arrived(state.client, tab, request);
    const client = tab === null || 'refused' in answer ? sent : answered(sent, tab, answer.generation);
    return {
      name: `${tab === null ? 'stray' : 'arrive'} ${request.shown}: ${JSON.stringify(answer)}`,
      state: normalize({ ...state, row: after.row, facts: after.facts, client }),
      ...(isWrong !== undefined && { violation: isWrong }),
    };
  }
  function show({ row, facts }: ClientState, generation: number) {
    const shown = { generation, key: 0 };
    const { row: next, answer } = present(rules, row, shown, now);
    const violation = isOnlyFelt ? undefined : judge(facts, shown, answer, { grace, idle: never });
    return { row: next, answer, facts: afterAnswer(facts, shown, answer), violation };
  }
  function use(state: ClientState, access: { generation: number; age: number }): Step<ClientState> {
    const { row, facts } = state;
    return {
      name: `use ${access.generation}, ${access.age} old`,
      state: {
        ...state,
        row: seeAccess(rules, row, { generation: access.generation, issuedAt: now - access.age }, now),
        facts: afterAccess(facts, access, grace),
      },
    };
  }
  function* steal(state: ClientState): Generator<Step<ClientState>> {
    const { facts, client, thief } = state;
    if (thief === null) {
      yield { name: 'steal', state: { ...state, thief: { generation: client.held, hasShown: false } } };
      return;
    }
    const kind = isReplay(facts, { generation: thief.generation, key: 0 }, grace) ? 'replay' : 'spend';
    const after = show(state, thief.generation);
    const kept = 'generation' in after.answer ? after.answer.generation : thief.generation;
    yield {
      name: `${kind} ${thief.generation}: ${JSON.stringify(after.answer)}`,
      state: normalize({ ...state, row: after.row, facts: after.facts, thief: { generation: kept, hasShown: true } }),
      ...(after.violation !== undefined && { violation: after.violation }),
    };
  }
  return {
    initial: { row: newRow(now), facts: newFacts(never), client: newClient(tabs), thief: null },
    stepsFrom,
    keyOf: ({ row, facts, client, thief }) =>
      `${rowKey(row)}|${facts.openedAge},${facts.arrivedAge},${facts.isOver ? 1 : 0}|${clientKey(client)}|${thief === null ? '' : `${thief.generation}${thief.hasShown}`}`,
  };
}

function normalize(state: ClientState): ClientState {
  const row = { ...state.row, reissues: Math.min(state.row.reissues, 1) };
  if (state.facts.newest <= mostGenerations) return { ...state, row };
  return {
    row: { ...row, generation: countBack(row.generation) },
    facts: { ...state.facts, newest: countBack(state.facts.newest) },
    client: mapGenerations(state.client, countBack),
    thief: state.thief === null ? null : { ...state.thief, generation: countBack(state.thief.generation) },
  };
}
