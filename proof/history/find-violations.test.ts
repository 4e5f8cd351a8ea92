import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findViolations } from './find-violations.ts';
import { type HistoryEvent, openHistory, outcomeOf, readHistory } from './history.ts';

type Placed = Partial<HistoryEvent> & { at?: number; until?: number };

let now = 0;
/** One event after another, a millisecond each; `at` and `until` move one about. */
function event(
  op: HistoryEvent['op'],
  id: string,
  outcome: HistoryEvent['outcome'] = 'ok',
  { at, until, ...more }: Placed = {},
): HistoryEvent {
  now = at ?? now + 1;
  const t_return = until ?? now + 0.5;
  return { op, id, node: 'a', t_invoke: now, t_return, outcome, account: 'ann', ...more };
}
const refused = { code: 'session_ended', status: 401 };
const rotation = (shown: string, given: string, generation: number, more: Placed = {}) =>
  event('refresh', 's', 'ok', { shown, given, generation, ...more });

it('is good when all that was acknowledged stands, and nothing that has ended is accepted after the bound', () => {
  const history = [
    event('sign_up', 'ann', 'ok'),
    event('sign_in', 's', 'ok', { answered: 'ann' }),
    rotation('1', '2', 2),
    rotation('2', '2', 2),
    // Twice at once is one successor; the older answer may come back later.
    rotation('2', '3', 3, { at: 10, until: 12 }),
    rotation('2', '3', 3, { at: 11, until: 11.5 }),
    event('read', 's', 'fail', { code: 'invalid_token', status: 401 }),
    event('sign_out', 's', 'ok', { at: 20, until: 21 }),
    // In flight while it ended, and on another node within the bound.
    event('read', 's', 'ok', { at: 20.5, until: 23 }),
    event('read', 's', 'ok', { at: 2000, until: 2001, node: 'b' }),
    event('read', 's', 'fail', { at: 2100, ...refused, node: 'b' }),
    event('refresh', 's', 'fail', refused),
    event('redeem', 'link', 'ok'),
    event('redeem', 'link', 'fail'),
    event('effect', 'link', 'ok'),
    event('make_key', 'k', 'ok'),
    event('use_key', 'k', 'ok'),
    // Nobody knows whether it was ended.
    event('end_key', 'k', 'unknown'),
    event('use_key', 'k', 'ok'),
    event('use_key', 'k', 'fail', { status: 401 }),
    event('make_key', 'l', 'unknown'),
    event('use_key', 'l', 'fail', { status: 401 }),
    event('refresh', 't', 'unknown', { status: 503, retry_after: true }),
    event('sign_in', 'u', 'ok'),
    event('sign_out_everywhere', 'ann', 'ok'),
    // Somebody who signs in afterwards has a session.
    event('sign_in', 'v', 'ok'),
    event('read', 'v', 'ok'),
    event('refresh', 'u', 'fail', refused),
  ];
  expect(findViolations(history)).toEqual([]);
});

it.each<[string, string, () => HistoryEvent[]]>([
  ['P1', 'lost_key', () => [event('make_key', 'k'), event('use_key', 'k', 'fail', { status: 401 })]],
  ['P3', 'ended_key_accepted', () => [event('make_key', 'k'), event('end_key', 'k'), event('use_key', 'k', 'ok')]],
  ['P1', 'lost_sign_up', () => [event('sign_up', 'ann'), event('sign_in', '', 'fail', { status: 401 })]],
  [
    'P1',
    'lost_password',
    () => [event('reset', 'ann', 'ok', { password: 'new' }), event('sign_in', '', 'fail', { password: 'new' })],
  ],
  [
    'P1',
    'password_of_before',
    () => [
      event('sign_up', 'ann', 'ok', { password: 'old' }),
      event('reset', 'ann', 'ok', { password: 'new' }),
      event('sign_in', 's', 'ok', { password: 'old' }),
    ],
  ],
  ['P7', 'too_many_guesses', () => Array.from({ length: 11 }, () => event('guess', 'ann', 'fail', { status: 401 }))],
  ['P7', 'guess_accepted', () => [event('guess', 'ann', 'ok')]],
  ['P2', 'double_redeem', () => [event('redeem', 'x'), event('redeem', 'x')]],
  ['P2', 'double_effect', () => [event('redeem', 'x'), event('effect', 'x'), event('effect', 'x')]],
  ['P3', 'late_accept', () => [event('sign_out', 's'), event('read', 's')]],
  ['P3', 'late_accept', () => [event('sign_out', 's'), event('refresh', 's', 'ok', { node: 'b' })]],
  ['P3', 'late_accept', () => [event('sign_out', 's'), event('introspect', 's', 'ok', { node: 'b' })]],
  [
    'P3',
    'late_accept',
    () => [event('sign_out', 's', 'ok', { at: 0 }), event('read', 's', 'ok', { at: 2001, node: 'b' })],
  ],
  ['P3', 'late_accept', () => [event('sign_in', 's'), event('sign_out_everywhere', 'ann'), event('read', 's')]],
  ['P3', 'late_accept', () => [event('suspend', 'ann'), event('read', 's')]],
  ['P3', 'late_accept', () => [event('replay', 's'), event('refresh', 's')]],
  [
    'P4',
    'resurrected',
    () => [event('sign_out', 's', 'unknown'), event('read', 's', 'fail', refused), event('read', 's')],
  ],
  [
    'P4',
    'resurrected',
    () => [
      event('sign_out', 's', 'unknown'),
      event('refresh', 's', 'fail', refused),
      event('refresh', 's', 'ok', { node: 'b' }),
    ],
  ],
  ['P6', 'two_successors', () => [rotation('1', '2', 2), rotation('1', '2b', 2)]],
  ['P6', 'lost_rotation', () => [rotation('2', '3', 3), rotation('3', '2', 2)]],
  ['P8', 'cross_talk', () => [event('read', 's', 'ok', { answered: 'bob' })]],
  ['P9', 'hang', () => [event('read', 's', 'unknown', { at: 0, until: 15_001 })]],
  ['P9', 'fault', () => [event('read', 's', 'unknown', { status: 500 })]],
  ['P9', 'no_retry_after', () => [event('read', 's', 'unknown', { status: 503, retry_after: false })]],
  ['nobody signed out', 'honest_sign_out', () => [event('sign_in', 's'), event('refresh', 's', 'fail', refused)]],
  [
    'nobody signed out',
    'honest_sign_out',
    () => [event('sign_out_everywhere', 'ann'), event('sign_in', 's'), event('read', 's', 'fail', refused)],
  ],
])('%s: tells %s where one is planted', (invariant, rule, plant) => {
  now = 0;
  const planted = plant();
  expect(findViolations(planted)).toEqual([{ invariant, rule, id: expect.any(String), event: planted.at(-1) }]);
});

it('holds nothing against what may have happened or not', () => {
  expect(findViolations([event('sign_out', 's', 'unknown'), event('read', 's')])).toEqual([]);
  expect(findViolations([event('sign_out', 's', 'unknown'), event('refresh', 's', 'fail', refused)])).toEqual([]);
  expect(findViolations([event('redeem', 'x', 'unknown'), event('redeem', 'x'), event('effect', 'x')])).toEqual([]);
});

it('holds nothing against a password while another one may have been set', () => {
  const before = event('sign_up', 'ann', 'ok', { password: 'old' });
  const either = event('reset', 'ann', 'unknown', { password: 'new' });
  for (const [password, outcome] of [
    ['old', 'ok'],
    ['old', 'fail'],
    ['new', 'ok'],
    ['new', 'fail'],
  ] as const)
    expect(findViolations([before, either, event('sign_in', 's', outcome, { password })])).toEqual([]);
});

it('holds nothing against guesses that were told to wait', () => {
  const waits = () => event('guess', 'ann', 'unknown', { status: 429, retry_after: true });
  const tries = Array.from({ length: 10 }, () => event('guess', 'ann', 'fail', { status: 401 }));
  expect(findViolations([...tries, ...Array.from({ length: 20 }, waits)])).toEqual([]);
});

it('holds nothing against a session that began while everything was ended', () => {
  const everywhere = event('sign_out_everywhere', 'ann', 'ok', { at: 10, until: 20 });
  const beginning = event('sign_in', 's', 'ok', { at: 12, until: 14 });
  expect(findViolations([beginning, everywhere, event('read', 's', 'ok', { at: 30 })])).toEqual([]);
  expect(findViolations([beginning, everywhere, event('read', 's', 'fail', { at: 30, ...refused })])).toEqual([]);
});

it('is read back from files as it was noted, in the order in which it was asked', () => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-history-'));
  const [one, other] = [join(directory, 'one.jsonl'), join(directory, 'other.jsonl')];
  const late = event('read', 's', 'ok', { at: 2 });
  const early = event('sign_in', 's', 'ok', { at: 1 });
  openHistory(one).note(late);
  openHistory(other).note(early);
  expect(readHistory(one, other)).toEqual([early, late]);
  rmSync(directory, { recursive: true });
});

it.each([
  [undefined, 'unknown'],
  [204, 'ok'],
  [401, 'fail'],
  [429, 'unknown'],
  [503, 'unknown'],
])('takes %s for %s', (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome);
});
