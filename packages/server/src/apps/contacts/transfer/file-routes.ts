import { type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { untilAnswered } from '#platform/http/connection-bounds.ts';
import { inPieces } from '#platform/http/in-pieces.ts';
import { type Route, route } from '#platform/http/route.ts';
import type { AppContext } from '../../installed-app.ts';
import { createImportPlaces } from './admit-import.ts';
import { exportContacts } from './export-contacts.ts';
import { exportContract, importContract } from './file-contract.ts';
import { type ImportContext, importContacts } from './import-contacts.ts';

type Context = GuardContext & AppContext & Omit<ImportContext, 'importPlaces'>;

const files = {
  vcard: { type: 'text/vcard; charset=utf-8', name: 'contacts.vcf' },
  csv: { type: 'text/csv; charset=utf-8; header=present', name: 'contacts.csv' },
} as const;

/** Files of contacts, in and out. */
export function fileRoutes(context: Context): Route[] {
  const importContext = { ...context, importPlaces: createImportPlaces() };
  return [
    route({
      method: 'POST',
      path: '/api/contacts/import',
      summary: 'Import contacts from a file',
      description:
        'vCard 2.1, 3.0 and 4.0, or CSV whose first line names its columns: ours, or those of Google Contacts and Outlook. A contact whose e-mail address is known, or that comes from our own export, is updated with what the file says; what the file does not say stays. With `mode=atomic` a file that has anything wrong is refused as a whole, with 422 and `refused`.',
      tag: 'Address book',
      guard: signedIn(context),
      contract: importContract,
      problems: [
        'invalid_request',
        'payload_too_large',
        'unsupported_media_type',
        'validation_failed',
        'too_many_requests',
        'overloaded',
        'unavailable',
      ],
      answer: async ({ caller: { account }, query: { mode }, upload, facts, exchange: { request } }) => ({
        status: 200,
        body: await importContacts(importContext, {
          account,
          upload,
          mode,
          facts,
          atLength: (work) => untilAnswered(request, work),
        }),
      }),
    }),
    route({
      method: 'GET',
      path: '/api/contacts/export',
      summary: 'Export all contacts as a file',
      description:
        'vCard 3.0 or CSV, sent as it is read; both can be imported again without losing anything. No cell of CSV begins a formula: where one would, an apostrophe stands before it. Twenty an hour.',
      tag: 'Address book',
      guard: signedIn(context),
      contract: exportContract,
      problems: ['too_many_requests'],
      answer: async ({ caller: { accountId }, query: { format }, facts }) => ({
        status: 200,
        body: inPieces(await exportContacts(context, { accountId, format, facts })),
        headers: {
          'content-type': files[format].type,
          'content-disposition': `attachment; filename="${files[format].name}"`,
        },
      }),
    }),
  ];
}
