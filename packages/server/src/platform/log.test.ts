import { expect, test } from 'vitest';
import { partsOf } from './log.ts';

test('what several processes write to one pipe goes out in whole lines that fit in one write', () => {
  const lines = Array.from({ length: 50 }, (_, n) => `${'é'.repeat(n * 3)}\n`);
  const parts = partsOf(lines.join(''), 200);
  expect(parts.join('')).toBe(lines.join(''));
  for (const part of parts) expect(part.endsWith('\n')).toBe(true);
  // Only a line that is longer by itself is more than was asked for.
  for (const part of parts)
    if (part.indexOf('\n') < part.length - 1) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(200);
  expect(parts.length).toBeLessThan(lines.length);
});
