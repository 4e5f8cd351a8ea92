/** The design's colours, `[light, dark]`. The web client holds the same list for its pages. */
const design = {
  bg: ['#fbfaf7', '#0e1115'],
  surface: ['#ffffff', '#161a1f'],
  sunken: ['#f5f3ef', '#080b0f'],
  text: ['#1b2025', '#edebe7'],
  muted: ['#5b6168', '#a0a5ac'],
  line: ['#e3e1dd', '#2a2e34'],
  control: ['#868c93', '#696f77'],
  accent: ['#036387', '#6cc4ea'],
  accentHover: ['#005272', '#8ed6f6'],
  onAccent: ['#fcfcfc', '#0a151b'],
  accentSoft: ['#e1f2fb', '#102f3e'],
} as const;

export type ColourName = keyof typeof design;
export type Colours = Readonly<Record<ColourName, readonly [light: string, dark: string]>>;

type Rgb = readonly [number, number, number];

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** The grounds on which accent text stands, the least friendly of each theme. */
const lightGround: Rgb = [245, 243, 239];
const darkGround: Rgb = [29, 34, 40];
/** The design's own bound for text; WCAG AA asks 4.5. */
const leastContrast = 5.4;

/**
 * The design's colours with the operator's accent in it, moved towards black on light and towards white on dark grounds
 * until text in it can be read.
 *
 * @param accent `#rrggbb`, or null for the design's own
 */
export function coloursWith(accent: string | null): Colours {
  const colour = accent === null ? null : parseHex(accent);
  if (colour === null) return design;
  const light = untilReadable(colour, black, lightGround);
  const dark = untilReadable(colour, white, darkGround);
  return {
    ...design,
    accent: [toHex(light), toHex(dark)],
    accentHover: [toHex(mix(light, black, 0.18)), toHex(mix(dark, white, 0.25))],
    onAccent: [moreReadable(light), moreReadable(dark)],
    accentSoft: [toHex(mix(light, white, 0.88)), toHex(mix(dark, darkGround, 0.78))],
  };
}

/** WCAG 2.2 contrast of two `#rrggbb` colours, from 1 to 21. */
export const contrast = (one: string, other: string): number =>
  contrastOf(parseHex(one) ?? black, parseHex(other) ?? black);

function contrastOf(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function parseHex(colour: string): Rgb | null {
  const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour) ?? [];
  return red && green && blue ? [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)] : null;
}

function untilReadable(colour: Rgb, towards: Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const moved = mix(colour, towards, share);
    if (contrastOf(moved, ground) >= leastContrast) return moved;
  }
  return towards;
}

function moreReadable(ground: Rgb): string {
  const [nearWhite, nearBlack] = design.onAccent;
  const hex = toHex(ground);
  return contrast(nearWhite, hex) >= contrast(nearBlack, hex) ? nearWhite : nearBlack;
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

const toHex = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
