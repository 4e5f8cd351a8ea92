import type { Account } from '#features/accounts/store.ts';
import { fieldProblem } from '#platform/errors.ts';
import type { Weakness } from './judge-password.ts';
import type { PasswordJudging } from './password-judging.ts';

export type WeakPasswordContext = {
  passwordJudging: PasswordJudging;
  config: { publicUrl: string; product: { name: string } };
};

export type NewPassword = {
  password: string;
  /** What the person is called here: e-mail address, username, first and last name. Only what the request may know. */
  names: readonly (string | null | undefined)[];
};

/**
 * Refuses a password that others would try early: one of the common ones, also when typed with the wrong keyboard
 * layout, one that is made of the person's or the service's names, one that few guesses find (ASVS 6.2.4, 6.2.11, 6.2.12).
 * Says why and what would be better, and does not repeat the password. Call it before hashing and after what limits the
 * caller: a judgement takes some milliseconds of a thread.
 *
 * @throws Problem 422 with `common_password`, `common_password_other_layout`, `personal_password` or `weak_password` for the
 *   field `password`; 503 `overloaded`, `unavailable`
 */
export async function refuseWeakPassword(context: WeakPasswordContext, given: NewPassword): Promise<void> {
  const { publicUrl, product } = context.config;
  const names = [...given.names, product.name, 'portress', new URL(publicUrl).hostname];
  const weakness = await context.passwordJudging.judge({ password: given.password, names });
  if (weakness !== null) throw fieldProblem('password', weakness.code, `${reasonOf(weakness)}; ${advice}`);
}

/** What the holder of an account is called. */
export const namesOf = ({ email, email_canonical, username, first_name, last_name }: Account): NewPassword['names'] => [
  email,
  email_canonical,
  username,
  first_name,
  last_name,
];

const advice = 'a few unrelated words make a good one, in any language';

const reasons = {
  common_password: 'must not be a password that is used by many: those are tried first',
  common_password_other_layout:
    'must not be a common password typed with another keyboard layout: those are tried as well',
  personal_password: 'must not be made of your name, your address or the name of this service: those are tried first',
} as const;

const shapes = {
  repeat: 'must not repeat the same characters',
  sequence: 'must not be a run such as abcd or 1234',
  keys: 'must not be a row of neighbouring keys',
  date: 'must not be a date',
  words: 'must be more than one common word or name',
  short: 'must be harder to guess',
} as const;

const reasonOf = (weakness: Weakness): string =>
  weakness.code === 'weak_password' ? shapes[weakness.shape] : reasons[weakness.code];
