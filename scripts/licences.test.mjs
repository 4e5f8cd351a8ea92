import { describe, expect, it } from 'vitest';

import { accepts } from './licences.mjs';

const isAllowed = (name) => ['MIT', 'Apache-2.0', 'Zlib'].includes(name);

describe('a licence expression', () => {
  it.each(['MIT', 'MIT OR GPL-3.0', 'GPL-3.0 OR MIT', '(MIT AND Zlib)', '(GPL-2.0 AND MIT) OR Apache-2.0'])(
    'is accepted when one may choose allowed licences only: %s',
    (expression) => expect(accepts(expression, isAllowed)).toBe(true),
  );

  it.each([
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'AGPL-3.0 OR GPL-3.0',
    '(MIT OR GPL-2.0) AND GPL-3.0',
    '',
    'MIT Zlib',
    'UNKNOWN',
  ])('is refused otherwise: %s', (expression) => expect(accepts(expression, isAllowed)).toBe(false));
});
