import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

const chunk = (type: string, data: Buffer): Buffer => {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
};

/** A PNG of one bit a pixel that says it is this large, whatever it holds. `extra` stands before the pixels. */
export function givenPng(width: number, height: number, rows: Buffer, extra: readonly [string, Buffer][] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...extra.map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const zeros = (megabytes: number): Buffer => deflateSync(Buffer.alloc(megabytes * 1024 * 1024), { level: 9 });

/** A small picture and a text or colour profile that unpacks to very much. */
export const givenTextBomb = (megabytes: number): Buffer =>
  givenPng(8, 8, Buffer.alloc(16), [['zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zeros(megabytes)])]]);
export const givenProfileBomb = (megabytes: number): Buffer =>
  givenPng(8, 8, Buffer.alloc(16), [['iCCP', Buffer.concat([Buffer.from('sRGB\0\0'), zeros(megabytes)])]]);

/** A GIF of one pixel and this many frames. */
export function givenGif(frames: number): Buffer {
  const header = Buffer.from('474946383961010001008000000000ffffffff'.slice(0, 38), 'hex');
  const frame = Buffer.from('21f90400010000002c000000000100010000020244010 0'.replace(' ', ''), 'hex');
  return Buffer.concat([header, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
}

export type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';
export const formats: readonly Format[] = ['jpeg', 'png', 'webp', 'gif', 'avif'];

/** Four fields of colour, so that it can be seen which way up it is. */
export function givenPhoto(width = 640, height = 480): Sharp {
  const [w, h] = [width / 2, height / 2];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${w}" height="${h}" fill="#c00"/><rect x="${w}" width="${w}" height="${h}" fill="#0a0"/><rect y="${h}" width="${w}" height="${h}" fill="#00c"/><rect x="${w}" y="${h}" width="${w}" height="${h}" fill="#cc0"/></svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: '#fff' });
}

/** The colour that stands there, by its three channels. */
export async function colourAt(picture: Buffer, left: number, top: number): Promise<number[]> {
  return [...(await sharp(picture).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}
