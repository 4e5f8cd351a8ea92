import { expect, test } from 'vitest';
import { instantsOf } from './instants-of-days.ts';

test('days of the calendar become the instants at which they begin and end here', () => {
  const { from, to } = instantsOf({ from: '2026-03-29', to: '2026-03-29' });
  expect(new Date(from ?? '')).toEqual(new Date(2026, 2, 29, 0, 0, 0, 0));
  expect(new Date(to ?? '')).toEqual(new Date(2026, 2, 29, 23, 59, 59, 999));
});

test('what is not given bounds nothing, and the last day of a month is a day like others', () => {
  expect(instantsOf({})).toEqual({});
  expect(new Date(instantsOf({ to: '2026-12-31' }).to ?? '')).toEqual(new Date(2026, 11, 31, 23, 59, 59, 999));
});
