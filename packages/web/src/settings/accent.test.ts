import { expect, test } from 'vitest';
import { accentTokens, contrast, parseHex } from './accent.ts';

const rgb = (colour: string) => parseHex(colour) ?? [0, 0, 0];

test.each(['#ffff00', '#ffffff', '#000', '#ff5a5f', '#036387', '#7f7f7f'])(
  '%s as an accent stays readable as text and under text, in light and in dark',
  (colour) => {
    const tokens = accentTokens(colour);
    if (!tokens) throw new Error('no tokens');
    for (const ground of ['#fbfaf7', '#ffffff', '#f5f3ef']) {
      expect(contrast(rgb(tokens['accent-light']), rgb(ground))).toBeGreaterThanOrEqual(5.4);
    }
    for (const ground of ['#0e1115', '#161a1f', '#1d2228']) {
      expect(contrast(rgb(tokens['accent-dark']), rgb(ground))).toBeGreaterThanOrEqual(5.4);
    }
    for (const theme of ['light', 'dark'] as const) {
      const on = rgb(tokens[`on-accent-${theme}`]);
      expect(contrast(on, rgb(tokens[`accent-${theme}`]))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(on, rgb(tokens[`accent-hover-${theme}`]))).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test('a readable accent is left as the operator chose it', () => {
  expect(accentTokens('#036387')?.['accent-light']).toBe('#036387');
});

test.each(['red', '#12', 'url(javascript:1)', '#ggg', ''])('%j is not a colour and changes nothing', (colour) => {
  expect(accentTokens(colour)).toBeNull();
});
