import { aside, type Event, isBefore, isOk, type Shown } from './history.ts';
import { graceSeconds } from './world.ts';

type Refresh = Event & { shown: Shown };

const isRefresh = (event: Event): event is Refresh =>
  event.shown !== null && (event.deed.kind === 'refresh' || event.deed.kind === 'spend');
const nameOf = ({ chain, generation }: Shown): string => `generation ${generation} of ${chain}`;

/** P4, P6 and honest sign-outs: what may become of a chain of refresh tokens. */
export function findChainViolations(events: readonly Event[]): string[] {
  const refreshes = events.filter(isRefresh);
  return [
    ...findSecondChildren(refreshes),
    ...findForks(events),
    ...refreshes.flatMap((refresh) => findMissedReplay(events, refresh)),
    ...refreshes.flatMap((refresh) => findForgotten(events, refresh)),
    ...refreshes.flatMap((refresh) => findResurrection(refreshes, refresh)),
    ...events.flatMap((event) => findTwoVerdicts(refreshes, event)),
    ...refreshes
      .filter((refresh) => isHonestSignOut(events, refresh))
      .map(
        ({ shown, outcome }) => `honest: ${nameOf(shown)} was refused as ${outcome}, and nobody had ended or stolen it`,
      ),
  ];
}

const findSecondChildren = (refreshes: readonly Refresh[]): string[] =>
  refreshes.flatMap(({ shown, given }) => {
    if (given === null) return [];
    const step = given.generation - shown.generation;
    return given.chain === shown.chain && (step === 0 || step === 1)
      ? []
      : [`P6: for ${nameOf(shown)} somebody got ${nameOf(given)}`];
  });

/** One token of a generation, whoever gets it and wherever. */
function findForks(events: readonly Event[]): string[] {
  const texts = new Map<string, string>();
  return events.flatMap(({ given, text }) => {
    if (given === null || text === null) return [];
    const known = texts.get(nameOf(given)) ?? text;
    texts.set(nameOf(given), known);
    return known === text ? [] : [`P6: there are two tokens of ${nameOf(given)}`];
  });
}

/** Spent for certain: its grandchild was seen before it was asked, or its child had proved itself more than a grace ago. */
function findMissedReplay(events: readonly Event[], refresh: Refresh): string[] {
  if (!isOk(refresh)) return [];
  const { chain, generation } = refresh.shown;
  const ofChain = (event: Event, token: Shown | null): boolean => token?.chain === chain && isBefore(event, refresh);
  const isGrandparent = events.some(
    (event) => ofChain(event, event.given) && (event.given?.generation ?? 0) >= generation + 2,
  );
  const isProved = events.some(
    (event) =>
      event.deed.kind === 'use' &&
      isOk(event) &&
      ofChain(event, event.shown) &&
      (event.shown?.generation ?? 0) > generation &&
      event.at >= bornAt(events, event.shown) + (graceSeconds + 1) * 1000 &&
      refresh.at > event.until + (graceSeconds + 1) * 1000,
  );
  return isGrandparent || isProved ? [`P6: the spent ${nameOf(refresh.shown)} was accepted`] : [];
}

/** When the last access token of a generation that an owner may hold was made: whoever shows an older one proves less. */
const bornAt = (events: readonly Event[], token: Shown | null): number =>
  Math.max(
    0,
    ...events
      .filter(({ given }) => given?.chain === token?.chain && given?.generation === token?.generation)
      .map(({ until }) => until),
  );

/** Nothing but a re-seed and a deletion make a token unknown that was given: else the database has lost a rotation. */
function findForgotten(events: readonly Event[], refresh: Refresh): string[] {
  const isForgotten =
    refresh.outcome === 'invalid_refresh_token' &&
    !events.some(
      ({ deed, invoked }) => ['change password', 'delete', 'erase'].includes(deed.kind) && invoked < refresh.returned,
    );
  return isForgotten ? [`P1: ${nameOf(refresh.shown)} was given to somebody, and is unknown`] : [];
}

function findResurrection(refreshes: readonly Refresh[], refresh: Refresh): string[] {
  if (!isOk(refresh)) return [];
  const refused = refreshes.find(
    (other) =>
      other.outcome === 'session_ended' && other.shown.chain === refresh.shown.chain && isBefore(other, refresh),
  );
  return refused === undefined
    ? []
    : [`P4: ${nameOf(refresh.shown)} was accepted after ${nameOf(refused.shown)} had ended its session`];
}

/** Asked when everybody is done and every node has heard of every end: whatever ends a refresh token ends its access tokens. */
function findTwoVerdicts(refreshes: readonly Refresh[], event: Event): string[] {
  if (!isOk(event) || event.deed.kind !== 'use' || event.actor !== aside) return [];
  const refused = refreshes.find(
    (other) =>
      other.actor === aside &&
      other.outcome === 'session_ended' &&
      other.shown.chain === event.shown?.chain &&
      isBefore(other, event),
  );
  return refused === undefined
    ? []
    : [`P4: an access token of ${refused.shown.chain} is good, and its session has ended`];
}

const ends = new Set(['change password', 'reset', 'suspend', 'delete', 'erase']);

function isHonestSignOut(events: readonly Event[], refresh: Refresh): boolean {
  if (refresh.hand !== 'owner' || !['session_ended', 'invalid_refresh_token'].includes(refresh.outcome)) return false;
  return !events.some(({ invoked, deed, hand, shown }) => {
    if (invoked > refresh.returned) return false;
    if (ends.has(deed.kind)) return true;
    const isSame = shown?.session === refresh.shown.session;
    if (deed.kind === 'sign out everywhere') return !deed.keeps || !isSame;
    return isSame && (hand === 'thief' || deed.kind === 'sign out');
  });
}
