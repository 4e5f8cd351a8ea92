import { describe, expect, test } from 'vitest';
import { isKeepableId, parseInstant } from './parse-cells.ts';

describe('an instant of another system', () => {
  test.each([
    ['2020-01-02T03:04:05Z', '2020-01-02T03:04:05.000Z'],
    ['2020-01-02T03:04:05.6789+02:00', '2020-01-02T01:04:05.678Z'],
    ['2020-01-02 03:04:05.123456+00', '2020-01-02T03:04:05.123Z'],
    ['2020-01-02 03:04:05', '2020-01-02T03:04:05.000Z'],
    ['2020-01-02 03:04:05 UTC', '2020-01-02T03:04:05.000Z'],
    ['2020-01-02 03:04-0330', '2020-01-02T06:34:00.000Z'],
    ['2020-01-02', '2020-01-02T00:00:00.000Z'],
    ['1577934245', '2020-01-02T03:04:05.000Z'],
    ['1577934245.25', '2020-01-02T03:04:05.250Z'],
    ['1577934245678', '2020-01-02T03:04:05.678Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(instant);
  });

  test.each([
    '',
    'yesterday',
    '2020-02-30',
    '2020-13-01',
    '02/01/2020',
    '2020-01-02T25:00:00Z',
    '-1',
    '1e9',
    'NaN',
    '9'.repeat(15),
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

test('an id that is kept needs no escaping anywhere', () => {
  for (const id of ['1', 'a-b_C', 'x'.repeat(64), '3f2504e0-4f89-11d3-9a0c-0305e82c3301', '-'])
    expect(isKeepableId(id)).toBe(true);
  for (const id of ['', 'x'.repeat(65), '..', 'a b', 'a/b', 'a|b', 'é', "' OR 1=1", 'a\n', '\0'])
    expect(isKeepableId(id)).toBe(false);
});
