import { hash } from 'node:crypto';

/**
 * A set of texts that answers "is this one in it?" in two bytes and a bit for each, with no text in it: a binary fuse
 * filter (Graf and Lemire, 2022) of three places and 16-bit fingerprints. It never denies a text of the set, and takes
 * one in 65,536 of the others for one of it.
 */
export type FuseFilter = { has(text: string): boolean };

type Shape = { seed: number; segmentLength: number; segmentCount: number };
/** Where the fingerprint of a text may stand: it is what the three places give together. */
type Spot = { places: [number, number, number]; fingerprint: number };

const mark = 0x31_66_77_70;
const headerBytes = 16;
const mostSeeds = 100;

const sizeOf = ({ segmentLength, segmentCount }: Shape): number => (segmentCount + 2) * segmentLength;

function locate(text: string, { seed, segmentLength, segmentCount }: Shape): Spot {
  const digest = hash('sha256', `${seed}\n${text}`, 'buffer');
  const start = (digest.readUInt32LE(0) % segmentCount) * segmentLength;
  const placeIn = (segment: number): number =>
    start + segment * segmentLength + (digest.readUInt32LE(4 + 4 * segment) & (segmentLength - 1));
  return { places: [placeIn(0), placeIn(1), placeIn(2)], fingerprint: digest.readUInt16LE(16) };
}

/** @throws Error when the bytes are not such a filter: a missing list must not look like an empty one */
export function openFuseFilter(bytes: Uint8Array): FuseFilter {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (index: number): number => (bytes.length < headerBytes ? 0 : view.getUint32(4 * index, true));
  const shape = { seed: number(1), segmentLength: number(2), segmentCount: number(3) };
  if (number(0) !== mark || bytes.length !== headerBytes + 2 * sizeOf(shape))
    throw new Error('the password filter is damaged: restore the file that belongs to this version');
  const at = (place: number): number => view.getUint16(headerBytes + 2 * place, true);
  return {
    has: (text) => {
      const { places, fingerprint } = locate(text, shape);
      return (at(places[0]) ^ at(places[1]) ^ at(places[2])) === fingerprint;
    },
  };
}

/** The same texts in the same order make the same bytes. */
export function makeFuseFilter(texts: ReadonlySet<string>): Uint8Array {
  const all = [...texts];
  for (let seed = 0; seed < mostSeeds; seed += 1) {
    const shape = { seed, ...shapeFor(Math.max(2, all.length)) };
    const spots = all.map((text) => locate(text, shape));
    const order = findOrder(spots, sizeOf(shape));
    if (order !== undefined) return write(shape, spots, order);
  }
  throw new Error(`no fuse filter found for ${all.length} texts`);
}

/** The figures of the paper for three places. */
function shapeFor(count: number): Omit<Shape, 'seed'> {
  const segmentLength = 2 ** Math.floor(Math.log(count) / Math.log(3.33) + 2.25);
  const places = count * Math.max(1.125, 0.875 + (0.25 * Math.log(1_000_000)) / Math.log(count));
  return { segmentLength, segmentCount: Math.max(1, Math.ceil(places / segmentLength) - 2) };
}

/**
 * Takes away, again and again, a text that has a place to itself: put in last, it can set that place as it needs.
 *
 * @returns each text with its own place, first taken first; undefined when some are left over
 */
function findOrder(spots: readonly Spot[], size: number): { index: number; place: number }[] | undefined {
  const textsAt = new Uint32Array(size);
  const sumAt = new Uint32Array(size);
  const note = (index: number, difference: number): void => {
    for (const place of spots[index]?.places ?? []) {
      textsAt[place] = (textsAt[place] ?? 0) + difference;
      sumAt[place] = (sumAt[place] ?? 0) ^ index;
    }
  };
  for (let index = 0; index < spots.length; index += 1) note(index, 1);
  const lonely: number[] = [];
  for (let place = 0; place < size; place += 1) if (textsAt[place] === 1) lonely.push(place);
  const order: { index: number; place: number }[] = [];
  for (let place = lonely.pop(); place !== undefined; place = lonely.pop()) {
    if (textsAt[place] !== 1) continue;
    const index = sumAt[place] ?? 0;
    order.push({ index, place });
    note(index, -1);
    for (const freed of spots[index]?.places ?? []) if (textsAt[freed] === 1) lonely.push(freed);
  }
  return order.length === spots.length ? order : undefined;
}

function write(shape: Shape, spots: readonly Spot[], order: readonly { index: number; place: number }[]): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 2 * sizeOf(shape));
  const view = new DataView(bytes.buffer);
  for (const [index, value] of [mark, shape.seed, shape.segmentLength, shape.segmentCount].entries())
    view.setUint32(4 * index, value, true);
  const at = (place: number): number => view.getUint16(headerBytes + 2 * place, true);
  for (const { index, place } of order.toReversed()) {
    const spot = spots[index];
    if (spot === undefined) continue;
    const others = spot.places.filter((one) => one !== place).reduce((sum, one) => sum ^ at(one), 0);
    view.setUint16(headerBytes + 2 * place, spot.fingerprint ^ others, true);
  }
  return bytes;
}
