import { inflateSync } from 'node:zlib';

/** Far more than any text or colour profile has. */
const mostUnpacked = 8 * 1024 * 1024;

/** Chunks of a PNG that are packed by themselves, and how long what stands before the packed bytes may be. */
const packed = new Set(['zTXt', 'iTXt', 'iCCP']);
const headerLength = 8;
const aroundChunk = 12;

/**
 * Whether the texts and profiles of a PNG unpack to more than anybody needs (L5). Today's decoder passes over them; nobody
 * has to rely on that, and whoever sends one means no picture.
 */
export function findPackedBomb(png: Buffer): boolean {
  let room = mostUnpacked;
  for (let at = headerLength; at + aroundChunk <= png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (packed.has(type)) room -= unpackedLength(png.subarray(at + 8, at + 8 + length), room);
    if (room < 0) return true;
    at += aroundChunk + length;
  }
  return false;
}

/** @returns more than `room` where it does not fit; 0 for what is not packed or cannot be unpacked */
function unpackedLength(data: Buffer, room: number): number {
  try {
    return inflateSync(data.subarray(startOfPacked(data)), { maxOutputLength: room + 1 }).length;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? room + 1 : 0;
  }
}

/** Behind the keyword (and, in iTXt, the language): the first byte that a deflate stream in zlib's wrapping begins with. */
const startOfPacked = (data: Buffer): number => Math.max(0, data.indexOf(0x78, data.indexOf(0) + 1));
