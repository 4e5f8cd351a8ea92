import { type Event, isBefore, isOk } from './history.ts';

/** P3: once an end was acknowledged, nothing that it ended is accepted any more. */
export const findEndViolations = (events: readonly Event[]): string[] =>
  events.filter(isOk).flatMap((accepted) => {
    if (accepted.shown === null || accepted.deed.kind === 'sign out') return [];
    const { chain } = accepted.shown;
    // An access token is judged where the end was answered, or after everybody has heard of it.
    const isFelt = (end: Event): boolean => accepted.by === 'refresh' || end.node === accepted.node;
    const end = events.find(
      (one) => isOk(one) && isBefore(one, accepted) && isFelt(one) && concerns(events, one, accepted),
    );
    return end === undefined
      ? []
      : [
          `P3: ${accepted.deed.kind} with a token of ${chain} was accepted after ${end.deed.kind} had been acknowledged`,
        ];
  });

function concerns(events: readonly Event[], end: Event, accepted: Event): boolean {
  const { deed } = end;
  const chain = accepted.shown?.chain;
  const origin = events.find(({ given }) => given?.chain === chain);
  const isOfNewPassword = origin?.deed.kind === 'change password';
  // What the run began with has no origin among its events.
  const isOlder = origin === undefined || originIsBefore(origin, end);
  switch (deed.kind) {
    case 'sign out':
      return end.shown?.chain === chain;
    case 'sign out everywhere':
      return isOlder && !(deed.keeps && end.shown?.session === accepted.shown?.session);
    case 'suspend':
    case 'erase':
    case 'delete':
      return isOlder;
    case 'reset':
    case 'change password':
      // Every sign-in of a run proves the old password: its session does not survive, whenever it was answered.
      return isOfNewPassword ? isOlder && origin !== end : true;
    default:
      return false;
  }
}

/** A chain that a run began with is first given by a refresh, long after it began. */
const originIsBefore = (origin: Event, end: Event): boolean =>
  origin.deed.kind === 'refresh' || origin.deed.kind === 'spend' || isBefore(origin, end);
