import { expect, it } from 'vitest';
import { findUnseen } from './find-unseen.ts';
import type { HistoryEvent } from './history.ts';

const event = (
  op: HistoryEvent['op'],
  id: string,
  t_invoke: number,
  more: Partial<HistoryEvent> = {},
): HistoryEvent => ({
  op,
  id,
  node: 'a',
  t_invoke,
  t_return: t_invoke,
  outcome: 'ok',
  ...more,
});

it('names what was acknowledged before and never looked at after it', () => {
  const before = [event('sign_up', 'ann', 1), event('sign_out', 's', 2)];
  const seen = [event('read', 's', 11, { outcome: 'fail' }), event('sign_in', 't', 12, { account: 'ann' })];
  expect(findUnseen(before, 10)).toEqual(['account ann', 'session s']);
  expect(findUnseen([...before, ...seen.slice(0, 1)], 10)).toEqual(['account ann']);
  expect(findUnseen([...before, ...seen], 10)).toEqual([]);
  expect(findUnseen([...before, event('read', 's', 11, { outcome: 'unknown' })], 10)).toContain('session s');
  const key = [event('make_key', 'k', 1), event('read', 'k', 11)];
  expect(findUnseen(key, 10)).toEqual(['key k']);
  expect(findUnseen([...key, event('use_key', 'k', 12)], 10)).toEqual([]);
});
