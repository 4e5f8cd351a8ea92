import { z } from 'zod';

const rows = z.array(z.looseObject({}));

/** The file is streamed as it is read; what apps on the service hold stands beside what is named here. */
export const accountExportSchema = z
  .looseObject({
    format: z.literal('portress-account'),
    version: z.literal(1),
    service: z.url().describe('PUBLIC_URL of the service that wrote it.'),
    exported_at: z.iso.datetime(),
    account: z.looseObject({}),
    password: z.looseObject({}).nullable(),
    sessions: rows,
    known_devices: rows,
    mailed_links: rows,
    mails: rows,
    security_events: rows,
  })
  .meta({ id: 'AccountExport' });

export const exportAccountContract = { answers: { 200: accountExportSchema } } as const;
