/** How people use a session, and what befalls them meanwhile. Durations in seconds; ranges are drawn from evenly. */
export type Scenario = {
  name: string;
  tabs: number;
  /** Whether only one tab at a time may exchange, which then gives its answer to all of them. */
  hasLock: boolean;
  /** Whether all tabs ask for something at the same moments, as a page does that sends several requests. */
  asksAtOnce: boolean;
  /** Of each message, one way. */
  lossRate: number;
  delay: Range;
  doubleRate: number;
  doubledAfter: Range;
  /** When an exchange is given up. */
  patience: number;
  crashesPerHour: number;
  /** Until what was received is on the disk; null: before it is used. */
  flushed: Range | null;
  /** Whether an answer that brings the token that was shown leaves the store alone; a cookie is written by each. */
  keepsUnlessNews: boolean;
  hasThief: boolean;
  /** Whether the client keeps to what the table assumes of it: then nobody may be signed out. */
  isAssumed: boolean;
};
export type Range = readonly [least: number, most: number];

const calm: Scenario = {
  name: 'one tab on a good network',
  tabs: 1,
  hasLock: true,
  asksAtOnce: false,
  lossRate: 0.001,
  delay: [0.02, 0.2],
  doubleRate: 0,
  doubledAfter: [0, 0],
  patience: 10,
  crashesPerHour: 0.25,
  flushed: null,
  keepsUnlessNews: false,
  hasThief: false,
  isAssumed: true,
};
const browser: Scenario = { ...calm, lossRate: 0.01, delay: [0.05, 3], crashesPerHour: 1, flushed: [0, 30] };
const phone: Scenario = { ...calm, lossRate: 0.15, delay: [0.2, 14], patience: 28, crashesPerHour: 3 };

export const scenarios: readonly Scenario[] = [
  calm,
  { ...browser, name: 'ten tabs with a lock, restored after crashes', tabs: 10, flushed: null },
  {
    ...browser,
    name: 'a page that sends six requests with one cookie',
    tabs: 6,
    hasLock: false,
    asksAtOnce: true,
    delay: [0.05, 1],
    isAssumed: false,
  },
  { ...browser, name: 'ten tabs without a lock, restored after crashes', tabs: 10, hasLock: false, isAssumed: false },
  {
    ...browser,
    name: 'ten tabs without a lock, cookies on the disk at once',
    tabs: 10,
    hasLock: false,
    flushed: null,
    isAssumed: false,
  },
  {
    ...browser,
    name: 'the same, where an answer without news leaves the cookie alone',
    tabs: 10,
    hasLock: false,
    flushed: null,
    keepsUnlessNews: true,
    isAssumed: false,
  },
  { ...phone, name: 'a phone on a bad network, killed now and then' },
  { ...phone, name: 'a phone that writes to its disk within 30 s', flushed: [0, 30], isAssumed: false },
  { ...phone, name: 'one message in ten arrives again within half a grace', doubleRate: 0.1, doubledAfter: [0, 14] },
  {
    ...browser,
    name: 'one request in 200 arrives again minutes later',
    tabs: 10,
    flushed: null,
    doubleRate: 0.005,
    doubledAfter: [60, 900],
    isAssumed: false,
  },
];

export const withThief: Scenario = { ...calm, name: 'a thief', hasThief: true };
