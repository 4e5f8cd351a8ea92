import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { wireRevocation } from '../../test/stream-endpoint.ts';
import { type Clock, instantOf } from '../clocks.ts';
import { StreamDistrusted } from './read-events.ts';
import { createRevocationFeed, type RevocationFeed } from './revocation-feed.ts';
import { createRevocationSet, type RevocableToken, type Revocation, type RevocationSet } from './revocation-set.ts';
import { createStreamReading } from './stream-reading.ts';

/*
 * The promise, for any order of what can happen: whatever the service had revoked when it last said that it was up to date
 * is refused, and what was ever refused is never accepted again. Ends are made, told whole or in pieces, lost, told twice;
 * connections are cut and resumed, the process stops while events wait for it, and the service comes back from an older state.
 */

type Given = { clock: Clock; set: RevocationSet; feed: RevocationFeed };
type Revoked = { kind: 'session' | 'account' | 'key'; id: string; epoch: number | null };

const ids = ['a', 'b', 'c'] as const;
const revoked: fc.Arbitrary<Revoked> = fc.oneof(
  fc.record({ kind: fc.constantFrom('session', 'key'), id: fc.constantFrom(...ids), epoch: fc.constant(null) }),
  fc.record({
    kind: fc.constant('account'),
    id: fc.constantFrom(...ids),
    epoch: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 8 }),
  }),
);
const restore = fc.record({
  deed: fc.constant('restore'),
  kept: fc.integer({ min: 0, max: 3 }),
  made: fc.array(revoked, { maxLength: 3 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ deed: fc.constant('revoke'), revoked }) },
  { weight: 8, arbitrary: fc.record({ deed: fc.constant('read'), bytes: fc.integer({ min: 1, max: 600 }) }) },
  { weight: 6, arbitrary: fc.record({ deed: fc.constant('wait'), milliseconds: fc.integer({ min: 1, max: 4_000 }) }) },
  { weight: 10, arbitrary: fc.constant({ deed: 'beat' } as const) },
  { weight: 8, arbitrary: fc.constant({ deed: 'read all' } as const) },
  { weight: 2, arbitrary: fc.constant({ deed: 'cut' } as const) },
  { weight: 1, arbitrary: fc.constant({ deed: 'lose' } as const) },
  { weight: 1, arbitrary: fc.constant({ deed: 'tell twice' } as const) },
  { weight: 1, arbitrary: restore },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The service and the wire, as simple as can be. */
function createWorld(made: (clock: Clock) => Given) {
  let time = 1_000_000;
  const clock: Clock = { monotonic: () => time, wall: () => time };
  const { set, feed } = made(clock);
  let list: (Revoked & { at: number })[] = [];
  let pipe = Buffer.alloc(0);
  let isLosing = false;
  const loop = { readUpTo: instantOf(clock) };
  let reading = createStreamReading({ feed, loop }, loop.readUpTo);

  const write = (text: string) => {
    pipe = Buffer.concat([pipe, Buffer.from(text)]);
  };
  const wire = (one: Revoked) => wireRevocation({ ...one });
  const tell = (sequence: number) => {
    const one = list[sequence - 1];
    if (one) write(`event: revocation\nid: ${sequence}\ndata: ${JSON.stringify({ sequence, ...wire(one) })}\n\n`);
  };
  const beat = () => write(`event: heartbeat\ndata: {"sequence":${list.length}}\n\n`);
  const connect = () => {
    pipe = Buffer.alloc(0);
    const from = feed.connect() ?? Number.POSITIVE_INFINITY;
    reading = createStreamReading({ feed, loop }, instantOf(clock));
    if (from > list.length) {
      const data = JSON.stringify({ sequence: list.length, items: list.map(wire) });
      write(`event: snapshot\nid: ${list.length}\ndata: ${data}\n\n`);
    } else for (let sequence = from + 1; sequence <= list.length; sequence += 1) tell(sequence);
    beat();
  };
  const read = (bytes: number) => {
    const piece = pipe.subarray(0, bytes);
    pipe = pipe.subarray(bytes);
    try {
      reading.read(piece);
    } catch (error) {
      if (!(error instanceof StreamDistrusted)) throw error;
      connect();
    }
    if (pipe.length === 0) loop.readUpTo = instantOf(clock);
  };
  connect();

  return {
    carryOut(done: Step) {
      if (done.deed === 'revoke') {
        list.push({ ...done.revoked, at: time });
        if (!isLosing) tell(list.length);
        isLosing = false;
      } else if (done.deed === 'read') read(done.bytes);
      else if (done.deed === 'read all') read(pipe.length);
      else if (done.deed === 'wait') time += done.milliseconds;
      else if (done.deed === 'beat') beat();
      else if (done.deed === 'cut') connect();
      else if (done.deed === 'lose') isLosing = true;
      else if (done.deed === 'tell twice') tell(list.length);
      else {
        // It takes a while, and more is revoked before we are back.
        time += 10_000;
        list = list.slice(0, done.kept);
        for (const one of done.made) list.push({ ...one, at: time });
        time += 1;
        connect();
      }
    },
    /** What has to be refused now: what the service had when it last said that it knew everything. */
    due: () => list.filter(({ at }) => at < time - feed.staleMilliseconds()),
    refuses: ({ kind, id, epoch }: Revoked) => {
      const token = { sid: 'x', sub: 'x', kid: 'x', epoch: 0 };
      if (kind === 'session') return set.revokedBy({ ...token, sid: id }) !== undefined;
      if (kind === 'key') return set.revokedBy({ ...token, kid: id }) !== undefined;
      return set.revokedBy({ ...token, sub: id, epoch: epoch === null ? 9 : epoch - 1 }) !== undefined;
    },
  };
}

const everySubject: Revoked[] = ids.flatMap((id) => [
  { kind: 'session' as const, id, epoch: null },
  { kind: 'key' as const, id, epoch: null },
  ...[null, 1, 2, 3, 4].map((epoch) => ({ kind: 'account' as const, id, epoch })),
]);

const promise = (made: (clock: Clock) => Given) =>
  fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
    const world = createWorld(made);
    const everRefused = new Set<Revoked>();
    for (const done of steps) {
      world.carryOut(done);
      if (!world.due().every(world.refuses)) return false;
      for (const one of everySubject) {
        if (world.refuses(one)) everRefused.add(one);
        else if (everRefused.has(one)) return false;
      }
    }
    return true;
  });

const build = (change: (given: Given) => Partial<Given> = () => ({})) => {
  return (clock: Clock): Given => {
    const set = createRevocationSet();
    const given = { clock, set, feed: createRevocationFeed(clock, set, () => {}) };
    return { ...given, ...change(given) };
  };
};
/** The feed with another ear. */
const hearing = (feed: RevocationFeed, receive: RevocationFeed['receive']): Partial<Given> => ({
  feed: Object.create(feed, { receive: { value: receive } }) as RevocationFeed,
});

const faults: Record<string, (given: Given) => Partial<Given>> = {
  'an old heartbeat counts as if it were sent when it is read': ({ clock, feed }) =>
    hearing(feed, (event) => feed.receive(event, instantOf(clock))),
  'nobody minds a gap before a heartbeat': ({ feed }) =>
    hearing(feed, (event, sentAfter) => {
      const { sequence } = feed;
      const isGap = event.kind === 'heartbeat' && sequence !== undefined;
      feed.receive(isGap ? { ...event, sequence } : event, sentAfter);
    }),
  'the last word on an account counts, whichever epoch it names': ({ clock, set }) => {
    const last = new Map<string, number>();
    const own: RevocationSet = Object.create(set, {
      apply: {
        value: (revocation: Revocation) => {
          if (revocation.kind === 'account') last.set(revocation.id, revocation.epoch ?? Number.POSITIVE_INFINITY);
          return set.apply(revocation);
        },
      },
      revokedBy: {
        value: (token: RevocableToken) => (token.sub === 'x' ? set.revokedBy(token) : isBelow(token, last)),
      },
    }) as RevocationSet;
    return { set: own, feed: createRevocationFeed(clock, own, () => {}) };
  },
  'a snapshot replaces what was known': ({ clock }) => {
    let inner = createRevocationSet();
    const own: RevocationSet = {
      apply: (revocation) => inner.apply(revocation),
      revokedBy: (token) => inner.revokedBy(token),
      dropExpired: () => {},
      size: 0,
    };
    const feed = createRevocationFeed(clock, own, () => {});
    const replaced = hearing(feed, (event, sentAfter) => {
      if (event.kind === 'snapshot') inner = createRevocationSet();
      feed.receive(event, sentAfter);
    });
    return { set: own, ...replaced };
  },
};
const isBelow = ({ sub, epoch }: RevocableToken, last: ReadonlyMap<string, number>) =>
  epoch < (last.get(sub) ?? 0) ? ('account' as const) : undefined;

describe('P3, P4: what is known to be revoked is refused, in any order of events', () => {
  it('whatever happens between the service and this process', () => {
    fc.assert(promise(build()), { numRuns: 2_000 });
  });

  it.each(Object.entries(faults))('is found broken where %s', (_, fault) => {
    expect(fc.check(promise(build(fault)), { numRuns: 3_000 }).failed).toBe(true);
  });
});
