import { expect, test } from 'vitest';
import { type EventStream, toEvent } from '#platform/http/event-stream.ts';
import { type Feed, sendFeed } from './send-feed.ts';

type Item = { sequence: number };
type Listener = (found: readonly Item[]) => void;

/** A database and the node that polls it, whose every step a test takes by hand. */
function given(last: number) {
  const state = { last, heard: last, listeners: new Set<Listener>(), isOpen: true };
  const sent: string[] = [];
  const ended: (() => void)[] = [];
  const stream = {
    get isOpen() {
      return state.isOpen;
    },
    send: (events: string) => sent.push(events),
    sendAtTheirPace: async (text: string) => {
      sent.push(text);
    },
    onEnd: (listener: () => void) => ended.push(listener),
  } as unknown as EventStream;
  /** Others write, and the node's own poll finds it: both in one moment. */
  const poll = (to: number): void => {
    const found = Array.from({ length: to - state.heard }, (_, n) => ({ sequence: state.heard + n + 1 }));
    state.last = Math.max(state.last, to);
    state.heard = to;
    for (const listener of state.listeners) listener(found);
  };
  let afterLast = (): void => {};
  const feed: Feed<Item> = {
    findLast: async () => {
      const seen = state.last;
      afterLast();
      return seen;
    },
    findForgotten: async () => 0,
    page: async function* ({ after, upTo }) {
      if (upTo > after) yield Array.from({ length: upTo - after }, (_, n) => ({ sequence: after + n + 1 }));
    },
    toEvent: ({ sequence }) => toEvent({ event: 'item', id: sequence, data: {} }),
    snapshot: async function* (upTo) {
      yield toEvent({ event: 'snapshot', id: upTo, data: {} });
    },
    followed: {
      get sequence() {
        return state.heard;
      },
      follow: (listener) => {
        state.listeners.add(listener);
        return () => state.listeners.delete(listener);
      },
    },
  };
  return {
    state,
    stream,
    feed,
    poll,
    ended,
    /** Whenever the end of the list has just been looked up. */
    whenLastWasRead: (deed: () => void) => {
      afterLast = deed;
    },
    ids: () => [...sent.join('').matchAll(/^event: item\nid: (\d+)$/gm)].map(([, id]) => Number(id)),
  };
}

test('what a poll finds just after the end was looked up is neither missed nor told twice', async () => {
  for (const resumeAt of [null, 0, 3, 5]) {
    const one = given(5);
    let rounds = 0;
    one.whenLastWasRead(() => {
      rounds += 1;
      if (rounds <= 4) one.poll(5 + rounds);
    });
    await sendFeed(one.stream, one.feed, resumeAt);
    one.poll(12);
    const first = resumeAt ?? 5;
    expect([resumeAt, one.ids()]).toEqual([resumeAt, Array.from({ length: 12 - first }, (_, n) => first + n + 1)]);
  }
});

test('a database that went back under the running node keeps nobody reading for ever', async () => {
  const one = given(5);
  one.state.heard = 100;
  await sendFeed(one.stream, one.feed, 5);
  expect(one.state.listeners.size).toBe(1);
});

test('whoever has gone is told nothing more and is forgotten', async () => {
  const one = given(5);
  one.whenLastWasRead(() => {
    one.state.isOpen = false;
  });
  await sendFeed(one.stream, one.feed, 0);
  expect(one.state.listeners.size).toBe(0);
  const other = given(5);
  await sendFeed(other.stream, other.feed, 0);
  for (const listener of other.ended) listener();
  expect(other.state.listeners.size).toBe(0);
});
