import type { PictureRefusal } from './picture.ts';

/** What the service and the process for pictures say to each other. */
export type ReencodingWork = { bytes: Uint8Array; mostMemory: MemoryBounds };
export type ReencodingReport =
  | { kind: 'ready' }
  | { kind: 'broken'; message: string }
  | { kind: 'picture'; bytes: Uint8Array }
  | { kind: 'refused'; refusal: PictureRefusal };

/** Bytes that the process may hold in all; an AVIF is decoded as a whole and needs several times what others do. */
export type MemoryBounds = { avif: number; others: number };

/** The exit code that says: more memory than a picture may take. */
export const tooMuchMemory = 75;
