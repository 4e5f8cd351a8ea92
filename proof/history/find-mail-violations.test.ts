import { expect, it } from 'vitest';
import { findMailViolations } from './find-mail-violations.ts';
import type { HistoryEvent, Outcome } from './history.ts';

const signUp = (id: string, outcome: Outcome): HistoryEvent => ({
  op: 'sign_up',
  id,
  outcome,
  node: 'a',
  t_invoke: 1,
  t_return: 2,
});

it.each<[string, Outcome, number, number]>([
  ['lost_mail', 'ok', 0, 1],
  ['lost_mail', 'ok', 0, 2],
  ['mail_for_nothing', 'fail', 1, 1],
  ['doubled_mail', 'ok', 2, 1],
  ['doubled_mail', 'ok', 3, 2],
  ['doubled_mail', 'unknown', 2, 1],
])(
  'P11: tells %s where one is planted: a sign-up that was %s, and %s mails of %s at most',
  (rule, outcome, count, most) => {
    const events = [signUp('good', 'ok'), signUp('ann', outcome)];
    const found = findMailViolations(events, (account) => (account === 'good' ? 1 : count), most);
    expect(found).toEqual([{ rule, account: 'ann' }]);
  },
);

it('holds nothing against a sign-up of which nobody knows, nor against one more mail where an answer was lost', () => {
  const known = [signUp('ann', 'unknown'), signUp('bob', 'fail')];
  expect(findMailViolations(known, () => 0, 1)).toEqual([]);
  expect(findMailViolations([signUp('ann', 'unknown')], () => 1, 1)).toEqual([]);
  expect(findMailViolations([signUp('ann', 'ok')], () => 2, 2)).toEqual([]);
});
