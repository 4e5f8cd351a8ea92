import type { LightMyRequestResponse } from 'fastify';
import { findBook } from '#apps/contacts/book-store.ts';
import type { ContactFields } from '#apps/contacts/contact-fields.ts';
import { type Contact, fieldsOf } from '#apps/contacts/contact-row.ts';
import { type ContactPosition, listContactRows, positionOf } from '#apps/contacts/list-store.ts';
import type { Database } from '#platform/database/database.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { bearer, type TestAccount, type TestApp } from '#test/test-app.ts';
import type { ImportReport } from '../transfer/import-report.ts';

type Given = { type?: string; mode?: string; headers?: Record<string, string> };

export const sendFile = (
  app: TestApp,
  { accessToken }: GivenSession,
  payload: string | Buffer,
  { type = 'text/csv', mode, headers = {} }: Given = {},
): Promise<LightMyRequestResponse> =>
  app.inject({
    method: 'POST',
    url: `/api/contacts/import${mode === undefined ? '' : `?mode=${mode}`}`,
    payload,
    headers: { ...bearer(accessToken), 'content-type': type, ...headers },
  });

/** What became of a file that has to be taken. */
export async function importFile(
  app: TestApp,
  session: GivenSession,
  payload: string | Buffer,
  given: Given = {},
): Promise<ImportReport> {
  const answer = await sendFile(app, session, payload, given);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
  return answer.json<ImportReport>();
}

export const exportFile = (
  app: TestApp,
  { accessToken }: GivenSession,
  format: 'vcard' | 'csv',
): Promise<LightMyRequestResponse> => app.get(`/api/contacts/export?format=${format}`, bearer(accessToken));

/** Everything in an address book, in the order of the list. */
export async function listAllContacts(database: Database, accountId: string): Promise<Contact[]> {
  const book = await findBook(database.read, accountId);
  if (book === undefined) return [];
  const all: Contact[] = [];
  let after: ContactPosition | null = null;
  for (;;) {
    const page: Contact[] = await listContactRows(database.read, book, { after, limit: 1000 });
    const last = page.at(-1);
    if (last === undefined) return all;
    all.push(...page);
    after = positionOf(last);
  }
}

export const listAllFields = async (database: Database, accountId: string): Promise<ContactFields[]> =>
  (await listAllContacts(database, accountId)).map(fieldsOf);

/** Somebody who is signed in and keeps no contact yet. */
export const givenPerson = (app: TestApp, account?: TestAccount): Promise<GivenSession> =>
  givenSession(app, account === undefined ? {} : { account });
