import fc from 'fast-check';

/**
 * One thing that somebody does. `of` is the number of a session, counted from the first that the run has; one that is not
 * there yet stands for the last that is.
 */
export type Deed =
  | { kind: 'refresh' | 'use' | 'steal'; of: number }
  /** A thief shows the refresh token they stole last, and keeps what they get for it. */
  | { kind: 'spend' }
  | { kind: 'sign out'; of: number; by: 'access' | 'refresh' }
  | { kind: 'sign out everywhere'; of: number; keeps: boolean }
  | { kind: 'sign in' }
  | { kind: 'change password'; of: number }
  | { kind: 'reset' | 'verify by link' | 'change e-mail' | 'set up' }
  | { kind: 'verify by code'; isRight: boolean }
  | { kind: 'accept invitation'; as: number }
  | { kind: 'suspend' | 'restore' | 'erase' | 'delete' }
  /** One of two administrators loses the role. */
  | { kind: 'demote'; admin: number };

export type Move =
  | { kind: 'step'; actor: number }
  | { kind: 'kill'; actor: number }
  | { kind: 'wind'; seconds: number };

export type Plan = {
  /** The generation that the first session has reached. */
  generation: number;
  /** Sessions that there are from the beginning. */
  sessions: number;
  /** What each actor does, one after another. */
  actors: Deed[][];
  /** In which order they take their database steps; what is left over runs round robin. */
  moves: Move[];
};

const of = fc.integer({ min: 0, max: 1 });
const simple = <K extends Deed['kind']>(kind: K) => fc.constant({ kind });
const refresh = fc.record({ kind: fc.constant('refresh' as const), of });
const use = fc.record({ kind: fc.constant('use' as const), of });
const steal = fc.record({ kind: fc.constant('steal' as const), of });
const signOut = fc.record({
  kind: fc.constant('sign out' as const),
  of,
  by: fc.constantFrom('access' as const, 'refresh' as const),
});
const everywhere = fc.record({ kind: fc.constant('sign out everywhere' as const), of, keeps: fc.boolean() });
const changePassword = fc.record({ kind: fc.constant('change password' as const), of });
/** Most guesses are wrong. */
const isRight = fc.constantFrom(false, false, false, false, true);
const code = fc.record({ kind: fc.constant('verify by code' as const), isRight });
const invitation = fc.record({ kind: fc.constant('accept invitation' as const), as: of });
const demote = fc.record({ kind: fc.constant('demote' as const), admin: of });

/** What meets in one run: drawn from all deeds alike, too few of a run would concern each other. */
const themes: Record<string, fc.Arbitrary<Deed>> = {
  rotation: fc.oneof(
    { weight: 6, arbitrary: refresh },
    { weight: 3, arbitrary: simple('spend') },
    { weight: 2, arbitrary: steal },
    { weight: 2, arbitrary: use },
  ),
  ending: fc.oneof(
    { weight: 4, arbitrary: refresh },
    { weight: 2, arbitrary: use },
    { weight: 2, arbitrary: signOut },
    { weight: 3, arbitrary: everywhere },
    { weight: 2, arbitrary: simple('sign in') },
  ),
  account: fc.oneof(
    { weight: 3, arbitrary: refresh },
    { weight: 3, arbitrary: changePassword },
    { weight: 3, arbitrary: simple('sign in') },
    { weight: 1, arbitrary: signOut },
    { weight: 2, arbitrary: simple('reset') },
    { weight: 1, arbitrary: simple('suspend') },
    { weight: 1, arbitrary: simple('restore') },
    { weight: 1, arbitrary: fc.oneof(simple('delete'), simple('erase')) },
  ),
  values: fc.oneof(
    { weight: 3, arbitrary: simple('reset') },
    { weight: 1, arbitrary: simple('verify by link') },
    { weight: 2, arbitrary: simple('change e-mail') },
    { weight: 2, arbitrary: invitation },
    { weight: 2, arbitrary: simple('set up') },
    { weight: 1, arbitrary: changePassword },
  ),
  codes: fc.oneof({ weight: 8, arbitrary: code }, { weight: 1, arbitrary: simple('verify by link') }),
  administrators: fc.oneof({ weight: 5, arbitrary: demote }, { weight: 1, arbitrary: simple('suspend') }),
};

/** Where there are fewer actors, it is counted round them. */
const mostActors = 4;
const actor = fc.integer({ min: 0, max: mostActors - 1 });
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('step' as const), actor }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), actor }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wind' as const), seconds: fc.constantFrom(7, 21, 63, 126) }),
  },
);

const planOf = (deed: fc.Arbitrary<Deed>, deeds: number): fc.Arbitrary<Plan> =>
  fc.record({
    generation: fc.constantFrom(1, 1, 2, 4),
    sessions: fc.integer({ min: 1, max: 2 }),
    actors: fc.array(fc.array(deed, { minLength: 1, maxLength: deeds, size: 'max' }), {
      minLength: 1,
      maxLength: mostActors,
      size: 'max',
    }),
    moves: fc.array(move, { maxLength: 40, size: 'max' }),
  });

/** Each theme as often as another; codes are guessed by longer rows of tries. */
export const plans: fc.Arbitrary<Plan> = fc.oneof(
  ...Object.entries(themes).map(([theme, deed]) => planOf(deed, theme === 'codes' ? 5 : 3)),
);
