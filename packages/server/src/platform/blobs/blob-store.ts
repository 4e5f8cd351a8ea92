/** A place for small files that are written once, each under a name of its own. A name is `[A-Za-z0-9_.-]`, never a path. */
export type BlobStore = {
  /** For people who run the service: what it is and where. No secret is in it. */
  readonly description: string;
  /** It is kept when this resolves. */
  put(name: string, bytes: Buffer, about: BlobFacts): Promise<void>;
  /** @returns undefined when there is none of this name */
  get(name: string): Promise<Buffer | undefined>;
  /** It is gone when this resolves, also when it was not there. */
  remove(name: string): Promise<void>;
  /** Where anybody can have it without us; null where only we can reach it. */
  publicUrlOf(name: string): string | null;
  /** Resolves when it can be written to. */
  probe(): Promise<void>;
  close(): void;
};

/** Told to stores that answer requests themselves. */
export type BlobFacts = { contentType: string };

/** The store is away, full, or does not let us in: nothing was changed that counts, and it may be tried again. */
export class BlobStoreUnavailable extends Error {
  constructor(description: string, cause: unknown) {
    super(`${description} is not available`, { cause });
    this.name = 'BlobStoreUnavailable';
  }
}

/** A name is made by us alone; this stands between a mistake and the rest of the disk. */
export function refuseOddName(name: string): void {
  if (!/^[\w-][\w.-]{0,99}$/.test(name)) throw new TypeError('a blob has a plain name');
}

/** Long enough for a slow network, short enough that whoever waits for the answer is still there. */
export const storeMilliseconds = 10_000;

/** As long as a name stands for the same bytes, nobody has to ask twice. */
export const foreverCached = 'public, max-age=31536000, immutable';
