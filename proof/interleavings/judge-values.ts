import { passwordOf } from './deeds.ts';
import { type Event, isBefore, isOk, type Run } from './history.ts';
import type { Deed } from './plan.ts';
import { oldPassword } from './scene.ts';

type Kind = Deed['kind'];

/** What a value that is good once is spent by. */
const values: readonly (readonly Kind[])[] = [
  ['reset'],
  ['verify by link', 'verify by code'],
  ['change e-mail'],
  ['accept invitation'],
  ['set up'],
];
const audited: readonly [Kind, string][] = [
  ['reset', 'password_reset'],
  ['change password', 'password_changed'],
  ['change e-mail', 'email_changed'],
  ['suspend', 'account_suspended'],
  ['sign in', 'sign_in_succeeded'],
];
/** Of a code, as it was promised. */
const mostGuesses = 5;

/** P1, P2, P7 and P10: values that are good once, guesses, passwords, and what the audit log says of all that. */
export function findValueViolations(run: Run): string[] {
  const { events, ending } = run;
  const of = (...kinds: readonly Kind[]): Event[] => events.filter(({ deed }) => kinds.includes(deed.kind));
  const acknowledged = (...kinds: readonly Kind[]): number => of(...kinds).filter(isOk).length;
  const found: string[] = [];
  for (const kinds of values)
    if (acknowledged(...kinds) > 1)
      found.push(`P2: one value was spent ${acknowledged(...kinds)} times by ${kinds[0]}`);
  if (ending.guests > 1) found.push(`P2: one invitation made ${ending.guests} accounts`);
  if (ending.guests < acknowledged('accept invitation'))
    found.push('P1: an account that was acknowledged is not there');
  if (ending.founders !== 1 && acknowledged('set up') > 0) found.push('P1: the first administrator is not there');
  if (ending.activeAdmins < 1) found.push('I10: no administrator is left');

  if (acknowledged('delete', 'erase') + of('delete', 'erase').filter(isUnknown).length === 0) {
    if ((ending.audit.password_reset ?? 0) > 1) found.push('P2: one link set the password twice');
    for (const [kind, type] of audited) {
      const [least, most] = [acknowledged(kind), acknowledged(kind) + of(kind).filter(isUnknown).length];
      const written = ending.audit[type] ?? 0;
      // What is so already is acknowledged, and not done again.
      if (written > most || (written < least && kind !== 'suspend'))
        found.push(`P10: ${kind} was acknowledged ${least} to ${most} times and audited ${written} times`);
    }
    found.push(...findLostPassword(of('reset', 'change password'), ending.hash));
  }
  found.push(...findLateGuess(of('verify by code')));
  return found;
}

const isUnknown = ({ outcome }: Event): boolean => outcome === 'unknown';

/** The last that was acknowledged stands, or one that nobody can say came before it. */
function findLostPassword(changes: readonly Event[], hash: string | undefined): string[] {
  const made = changes.filter((change) => isOk(change) || isUnknown(change));
  const lasting = made.filter((change) => !made.some((later) => isOk(later) && isBefore(change, later)));
  const may = lasting.map(({ deed, actor }) => passwordOf(deed.kind, actor));
  if (!made.some(isOk)) may.push(oldPassword);
  return may.some((password) => hash === `plain ${password}`)
    ? []
    : ['P1: a password that was acknowledged is not the one'];
}

function findLateGuess(guesses: readonly Event[]): string[] {
  const isWrong = ({ deed }: Event): boolean => deed.kind === 'verify by code' && !deed.isRight;
  /** What was turned away before anybody looked at it has used up no guess. */
  const isLookedAt = ({ outcome }: Event): boolean => outcome === 'invalid_token';
  return guesses
    .filter((guess) => isOk(guess) && !isWrong(guess))
    .filter(
      (right) =>
        guesses.filter((guess) => isWrong(guess) && isLookedAt(guess) && isBefore(guess, right)).length >= mostGuesses,
    )
    .map(() => `P7: a code was accepted after ${mostGuesses} wrong ones`);
}
