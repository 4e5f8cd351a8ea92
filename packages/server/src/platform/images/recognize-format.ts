import type { PictureFormat } from './picture.ts';

const ascii = (bytes: Buffer, start: number, end: number): string => bytes.toString('latin1', start, end);

const signatures: Readonly<Record<PictureFormat, (bytes: Buffer) => boolean>> = {
  jpeg: (bytes) => ascii(bytes, 0, 3) === '\xff\xd8\xff',
  png: (bytes) => ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n',
  gif: (bytes) => /^GIF8[79]a$/.test(ascii(bytes, 0, 6)),
  webp: (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP',
  avif: (bytes) => ascii(bytes, 4, 8) === 'ftyp' && /avif|avis/.test(ascii(bytes, 8, 64)),
};

/** By the first bytes alone: neither the type that the sender names nor the file's name is believed (L2, L7). */
export const recognizeFormat = (bytes: Buffer): PictureFormat | undefined =>
  (Object.keys(signatures) as PictureFormat[]).find((format) => signatures[format](bytes));
