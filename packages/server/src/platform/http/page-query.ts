import { z } from 'zod';

/** What every list takes in its query; the filters of a list stand beside it. */
export const pageQuery = {
  limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(20),
  cursor: z.string().optional(),
};
