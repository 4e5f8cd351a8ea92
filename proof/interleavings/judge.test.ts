import { describe, expect, test } from 'vitest';
import type { Event, Run, Shown } from './history.ts';
import { findViolations } from './judge.ts';

let instant = 0;

const token = (generation: number, chain = 'a'): Shown => ({ session: 0, chain, generation });

/** An event after all before it; what is given here overrides. */
function event(given: Pick<Event, 'deed'> & Partial<Event>): Event {
  instant += 2;
  const [invoked, returned] = [instant, instant + 1];
  const base = { actor: 0, node: 0, invoked, returned, at: invoked, until: returned, outcome: 'ok' } as const;
  return { ...base, hand: 'owner', by: null, shown: null, given: null, text: null, ...given };
}
const refresh = (shown: Shown, given: Shown | null, more: Partial<Event> = {}): Event =>
  event({
    deed: { kind: 'refresh', of: 0 },
    by: 'refresh',
    shown,
    given,
    text: given && `token of ${given.chain} ${given.generation}`,
    outcome: given === null ? 'session_ended' : 'ok',
    ...more,
  });

const quiet: Run['ending'] = { hash: 'plain the old password', audit: {}, guests: 0, founders: 0, activeAdmins: 1 };
const judge = (events: Event[], ending: Partial<Run['ending']> = {}): string[] =>
  findViolations({ events, ending: { ...quiet, ...ending }, trace: [] });

const hour = 3_600_000;
const lost = { returned: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY, outcome: 'unknown' };

describe('each kind of violation, planted', () => {
  test.each<[string, RegExp, Event[], Partial<Run['ending']>]>([
    ['a second child', /^P6: for generation 1/, [refresh(token(1), token(3), { hand: 'thief' })], {}],
    [
      'a fork',
      /two tokens of generation 2/,
      [refresh(token(1), token(2)), refresh(token(1), token(2), { text: 'another' })],
      {},
    ],
    [
      'a missed replay of a grandparent',
      /the spent generation 1/,
      [refresh(token(1), token(2)), refresh(token(2), token(3)), refresh(token(1), token(2))],
      {},
    ],
    [
      'a missed replay after the proof',
      /the spent generation 1/,
      [
        refresh(token(1), token(2)),
        event({ deed: { kind: 'use', of: 0 }, by: 'access', shown: token(2), at: hour, until: hour }),
        refresh(token(1), token(2), { at: 2 * hour }),
      ],
      {},
    ],
    [
      'a resurrection',
      /^P4/,
      [refresh(token(1), null, { hand: 'thief' }), refresh(token(2), token(3), { hand: 'thief' })],
      {},
    ],
    [
      'a good access token of a session that has ended',
      /^P4: an access token/,
      [
        refresh(token(1), null, { hand: 'thief', actor: -1 }),
        event({ actor: -1, deed: { kind: 'use', of: 0 }, by: 'access', shown: token(1) }),
      ],
      {},
    ],
    ['an honest sign-out', /^honest/, [refresh(token(1), token(2)), refresh(token(2), null)], {}],
    [
      'a lost rotation',
      /^P1: generation 2/,
      [refresh(token(2), null, { hand: 'thief', outcome: 'invalid_refresh_token' })],
      {},
    ],
    [
      'a refresh after a sign-out',
      /^P3: refresh/,
      [
        event({ deed: { kind: 'sign out', of: 0, by: 'refresh' }, by: 'refresh', shown: token(1) }),
        refresh(token(1), token(2)),
      ],
      {},
    ],
    [
      'an access token after a suspension',
      /^P3: use/,
      [event({ deed: { kind: 'suspend' } }), event({ deed: { kind: 'use', of: 0 }, by: 'access', shown: token(1) })],
      { audit: { account_suspended: 1 } },
    ],
    [
      'a sign-in with the old password after a reset',
      /^P3: refresh/,
      [
        event({ deed: { kind: 'reset' } }),
        event({ deed: { kind: 'sign in' }, given: token(1, 'b') }),
        refresh(token(1, 'b'), token(2, 'b')),
      ],
      { hash: 'plain the password of reset 0', audit: { password_reset: 1, sign_in_succeeded: 1 } },
    ],
    [
      'a value spent twice',
      /^P2: one value/,
      [event({ deed: { kind: 'set up' } }), event({ deed: { kind: 'set up' } })],
      { founders: 1 },
    ],
    [
      'an effect twice, one of them unanswered',
      /^P2: one link/,
      [event({ deed: { kind: 'reset' }, ...lost })],
      { audit: { password_reset: 2 } },
    ],
    ['two guests of one invitation', /^P2: one invitation/, [], { guests: 2 }],
    ['a guest who is not there', /^P1: an account/, [event({ deed: { kind: 'accept invitation', as: 0 } })], {}],
    ['a founder who is not there', /^P1: the first/, [event({ deed: { kind: 'set up' } })], {}],
    [
      'a password that was lost',
      /^P1: a password/,
      [event({ deed: { kind: 'reset' } })],
      { audit: { password_reset: 1 } },
    ],
    ['an unaudited deed', /^P10/, [event({ deed: { kind: 'change e-mail' } })], {}],
    ['an audited deed that nobody made', /^P10/, [], { audit: { password_changed: 1 } }],
    ['no administrator', /^I10/, [], { activeAdmins: 0 }],
    [
      'a code after five wrong ones',
      /^P7/,
      [
        ...Array.from({ length: 5 }, () =>
          event({ deed: { kind: 'verify by code', isRight: false }, outcome: 'invalid_token' }),
        ),
        event({ deed: { kind: 'verify by code', isRight: true } }),
      ],
      {},
    ],
    ['a fault', /^P9/, [event({ deed: { kind: 'set up' }, outcome: 'fault: deadlock detected' })], {}],
  ])('%s is found', (_, sentence, events, ending) => {
    expect(judge(events, ending).join('\n')).toMatch(new RegExp(sentence.source, 'm'));
  });
});

test('a code that is accepted after five that nobody looked at is no violation', () => {
  const turnedAway = event({ deed: { kind: 'verify by code', isRight: false }, outcome: 'too_many_requests' });
  const right = event({ deed: { kind: 'verify by code', isRight: true } });
  expect(judge([...Array.from({ length: 5 }, () => turnedAway), right])).toEqual([]);
});

test('what is as it should be is no violation', () => {
  const events = [
    refresh(token(1), token(2)),
    refresh(token(1), token(2)),
    event({ deed: { kind: 'sign out', of: 0, by: 'refresh' }, by: 'refresh', shown: token(2) }),
    refresh(token(2), null),
  ];
  expect(judge(events)).toEqual([]);
});
