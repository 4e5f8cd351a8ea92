import { z } from 'zod';
import { mostListed } from './import-report.ts';

const mostBytes = 10 * 1000 * 1000;
/** Of the request; the file may say more about itself. */
const types = ['text/vcard', 'text/csv'] as const;

const line = z.int().min(1).describe('The line of the file; of a vCard the one with BEGIN:VCARD.');

const reportSchema = z
  .strictObject({
    created: z.int().min(0),
    updated: z.int().min(0),
    refused_count: z.int().min(0),
    refused: z
      .array(
        z.strictObject({
          line,
          reason: z.string(),
          field: z.string().optional().describe('The field that is wrong, by its name here.'),
          code: z.string().optional().describe('A code of `errors`, or `address_book_full`.'),
        }),
      )
      .describe(`What was not taken, and why: the first ${mostListed}.`),
    dropped_count: z.int().min(0),
    dropped: z
      .array(
        z.strictObject({
          line,
          field: z.string().describe('The property or column, by its name in the file.'),
          reason: z.string(),
          count: z.int().min(1).optional().describe('Of a column: how many lines have something there.'),
        }),
      )
      .describe(`What has no place in a contact that was taken: the first ${mostListed}. Never the content itself.`),
  })
  .meta({ id: 'ContactImport' });

export const importContract = {
  query: z.strictObject({
    mode: z
      .enum(['lenient', 'atomic'])
      .default('lenient')
      .describe('`lenient`: what is good stands. `atomic`: everything or nothing, 5000 contacts at most.'),
  }),
  upload: { types, mostBytes, isBare: true },
  answers: { 200: reportSchema },
} as const;

export const exportContract = {
  query: z.strictObject({ format: z.enum(['vcard', 'csv']).default('vcard') }),
  download: types,
  answers: { 200: z.string() },
} as const;
