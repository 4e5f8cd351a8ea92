import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findAccount } from '../packages/server/src/features/accounts/store.ts';
import { givenSessions } from '../packages/server/test/given-sessions.ts';
import { type RunningService, startService } from '../packages/server/test/start-service.ts';
import type { Bench } from './figure.ts';
import { refreshOverHttp } from './given-service.ts';
import { fillAccounts, withDatabase } from './many-accounts.ts';
import { fillContacts, idOf } from './many-contacts.ts';

export type ContactCounts = { accounts: number; contacts: number; perBook: number };

/** The service on a database of so many contacts, and one of the people who keep them. */
export type ContactService = RunningService & {
  authorization: string;
  /** Where the list goes on behind some pages. */
  cursorInTheMiddle: string;
};

/** Longer than everything takes: the token must not expire meanwhile. */
const accessTokenSeconds = 86_400;

/** The number of the account whose book is read: one in the middle, where there are many. */
const readerOf = ({ contacts, perBook }: ContactCounts): number => Math.floor(contacts / perBook / 2);

export async function startContactService(
  bench: Bench,
  { url, counts, port }: { url: string; counts: ContactCounts; port: number },
): Promise<ContactService> {
  const secretKey = randomBytes(36).toString('base64');
  const startedAt = performance.now();
  await fillAccounts(url, counts.accounts);
  await withDatabase(url, (_, target) => fillContacts(target, { count: counts.contacts, perBook: counts.perBook }));
  bench.tell(
    `${counts.contacts.toLocaleString('en')} contacts, ${counts.perBook.toLocaleString('en')} a book, in ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  const [session] = await withDatabase(url, async (database) => {
    const account = await findAccount(database.read, idOf(readerOf(counts)));
    if (account === undefined) throw new Error('the account of the book is missing');
    return givenSessions(database, { accounts: [account], count: 1, secretKey });
  });
  const service = await startService({
    port,
    dataDir: join(bench.directory, `${port}`),
    secretKey,
    settings: {
      DATABASE_URL: url,
      ACCESS_TOKEN_SECONDS: String(accessTokenSeconds),
      CONTACTS_READ_PER_MINUTE: '0',
    },
  });
  const { access_token: token } = await refreshOverHttp(service.url, session?.refreshToken ?? '');
  const authorization = `Bearer ${token}`;
  const pages = Math.min(500, Math.floor(counts.perBook / perPage / 2));
  return { ...service, authorization, cursorInTheMiddle: await readCursor(service.url, authorization, pages) };
}

const perPage = 20;

/** The cursor behind so many pages of the list, as a client comes by it. */
async function readCursor(url: string, authorization: string, pages: number): Promise<string> {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const path = `/api/contacts?limit=${perPage}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const answer = await fetch(url + path, { headers: { authorization } });
    const { next_cursor: next } = (await answer.json()) as { next_cursor: string };
    cursor = next;
  }
  return cursor;
}
