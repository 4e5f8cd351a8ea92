import { describe, expect, it } from 'vitest';
import { coloursWith, contrast } from './colours.ts';

describe('the accent', () => {
  it('is the design’s own when the operator names none', () => {
    expect(coloursWith(null).accent).toEqual(['#036387', '#6cc4ea']);
  });

  it.each(['#ffff00', '#000000', '#ffffff', '#ff0000', '#7f7f7f', '#036387'])(
    'of %s can be read as text and under text, in light and in dark',
    (accent) => {
      const colours = coloursWith(accent);
      const [light, dark] = colours.accent;
      expect(contrast(light, colours.sunken[0])).toBeGreaterThanOrEqual(5.4);
      expect(contrast(dark, colours.surface[1])).toBeGreaterThanOrEqual(5.4);
      expect(contrast(colours.onAccent[0], light)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colours.onAccent[1], dark)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
