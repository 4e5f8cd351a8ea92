/** One accent drawn for the light and for the dark pages; the names are those of `tokens.css` without the `--`. */
export type AccentTokens = Record<
  `${'accent' | 'accent-hover' | 'on-accent' | 'accent-soft'}-${'light' | 'dark'}`,
  string
>;

type Rgb = readonly [number, number, number];

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const nearWhite: Rgb = [252, 252, 252];
const nearBlack: Rgb = [10, 21, 27];
/** The grounds on which accent text stands, the least friendly of each theme. */
const lightGround: Rgb = [245, 243, 239];
const darkGround: Rgb = [29, 34, 40];
/** The design's own bound for text; WCAG AA asks 4.5. */
const leastContrast = 5.4;

/**
 * An operator's colour, moved towards black on light pages and towards white on dark ones until text in it is readable.
 * @param colour a CSS hex colour
 * @returns `null` for anything else, and the design's own accent stays
 */
export function accentTokens(colour: string): AccentTokens | null {
  const accent = parseHex(colour);
  if (!accent) return null;
  const light = untilReadable(accent, black, lightGround);
  const dark = untilReadable(accent, white, darkGround);
  return {
    'accent-light': toHex(light),
    'accent-hover-light': toHex(mix(light, black, 0.18)),
    'on-accent-light': toHex(moreReadable(light)),
    'accent-soft-light': toHex(mix(light, white, 0.88)),
    'accent-dark': toHex(dark),
    'accent-hover-dark': toHex(mix(dark, white, 0.25)),
    'on-accent-dark': toHex(moreReadable(dark)),
    'accent-soft-dark': toHex(mix(dark, darkGround, 0.78)),
  };
}

/** WCAG 2.2 contrast, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

export function parseHex(colour: string): Rgb | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour);
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour);
  const [, red = '', green = '', blue = ''] = short?.map((part) => part + part) ?? long ?? [];
  return short || long ? [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)] : null;
}

function untilReadable(colour: Rgb, towards: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const moved = mix(colour, towards, share);
    if (contrast(moved, ground) >= leastContrast) return moved;
  }
  return towards;
}

function moreReadable(ground: Rgb): Rgb {
  return contrast(nearWhite, ground) >= contrast(nearBlack, ground) ? nearWhite : nearBlack;
}

function mix(colour: Rgb, other: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(colour[index] * (1 - share) + other[index] * share);
  return [part(0), part(1), part(2)];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function toHex(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
