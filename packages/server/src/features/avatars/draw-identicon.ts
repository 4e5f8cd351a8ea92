/** Ink of design.md and its neighbours, each with a tint that is read on it: dark enough for a light page, light enough for a dark one. */
const colours = [
  ['#036387', '#cfe9f7'],
  ['#1b6c3a', '#cdeed5'],
  ['#895709', '#fbe3b8'],
  ['#6b4a86', '#e6d8f3'],
  ['#4d5a68', '#dde2e7'],
  ['#9a4636', '#f8d9d1'],
] as const;

const side = 250;
const cells = 5;
const cell = 34;
const margin = (side - cells * cell) / 2;
/** Of the five columns two are mirrored: what is symmetric is told apart and remembered like a face. */
const ownColumns = 3;

/**
 * Draws a picture from 16 bytes, always the same one: a pattern of two tones on a tile. Nothing but rectangles and
 * attributes is in it, so it needs no style and no script, and the policy it is served with allows neither.
 */
export function drawIdenticon(mark: Uint8Array): string {
  const [ground, tint] = colours[(mark[0] ?? 0) % colours.length] ?? colours[0];
  const tones: { full: string[]; soft: string[] } = { full: [], soft: [] };
  for (let place = 0; place < ownColumns * cells; place += 1) {
    const tone = (mark[1 + place] ?? 0) & 3;
    const [column, row] = [place % ownColumns, Math.floor(place / ownColumns)];
    if (tone < 2) continue;
    const squares = column === ownColumns - 1 ? [column] : [column, cells - 1 - column];
    tones[tone === 2 ? 'full' : 'soft'].push(...squares.map((at) => square(at, row)));
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">`,
    `<rect width="${side}" height="${side}" fill="${ground}"/>`,
    `<path fill="${tint}" d="${tones.full.join('')}"/>`,
    `<path fill="${tint}" fill-opacity=".5" d="${tones.soft.join('')}"/>`,
    '</svg>',
  ].join('');
}

const square = (column: number, row: number): string =>
  `M${margin + column * cell} ${margin + row * cell}h${cell}v${cell}h-${cell}z`;
