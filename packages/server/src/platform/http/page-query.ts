import { z } from 'zod';

/** A number of the query, whole and within bounds; what is wrong with it is said in one sentence. */
export function wholeNumber({ least, most }: { least: number; most: number }) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).pipe(z.int({ error }).min(least, error).max(most, error));
}

/** What every list takes in its query; the filters of a list stand beside it. */
export const pageQuery = {
  limit: wholeNumber({ least: 1, most: 100 }).default(20),
  cursor: z.string().optional(),
};
