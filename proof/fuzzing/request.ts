import type { Wish } from './nearly-valid.ts';

/** A request that may hold places such as `{{access}}`, which are filled with what the service has said before. */
export type HostileRequest = {
  operation: string;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
  /** What it was made to be, where it was made to be anything. */
  wish?: Wish;
};
