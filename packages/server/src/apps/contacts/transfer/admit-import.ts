import type { Counters, Limit } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';
import { overloadSeconds } from '#platform/http/load-watch.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

/** Files under way at once, each of which may hold 10 MB; and of one account, which may press a button twice. */
const mostUploads = 8;
const mostUploadsOfOneAccount = 2;
/** Imports at work at once, each of which takes its turn on the event loop and in the database. */
const mostAtWork = 4;

const overloaded = (): Problem =>
  new Problem('overloaded', {
    detail: 'Too many address books are being imported.',
    retryAfterSeconds: overloadSeconds(),
  });

export type ImportPlaces = {
  /**
   * @returns what to call when the file is in, or will not be
   * @throws Problem 429 when the account sends too many, 503 `overloaded` when all do
   */
  upload(accountId: string): () => void;
  /**
   * @returns what to call when the import is over
   * @throws Problem 503 `overloaded`
   */
  work(): () => void;
};

/** Those who send slowly hold no place of those who work. */
export function createImportPlaces(): ImportPlaces {
  const uploads: string[] = [];
  let atWork = 0;
  return {
    upload: (accountId) => {
      if (uploads.filter((id) => id === accountId).length >= mostUploadsOfOneAccount)
        throw new Problem('too_many_requests', { detail: 'A file is being sent already.', retryAfterSeconds: 2 });
      if (uploads.length >= mostUploads || atWork >= mostAtWork) throw overloaded();
      uploads.push(accountId);
      return once(() => void uploads.splice(uploads.indexOf(accountId), 1));
    },
    work: () => {
      if (atWork >= mostAtWork) throw overloaded();
      atWork += 1;
      return once(() => {
        atWork -= 1;
      });
    },
  };
}

/** A place that is left twice would be somebody else's. */
function once(leave: () => void): () => void {
  let isLeft = false;
  return () => {
    if (!isLeft) leave();
    isLeft = true;
  };
}

export type AdmitContext = { counters: Counters; config: { contacts: { importsPerHour: number } } };

/**
 * One import, however many contacts are in it.
 *
 * @returns what to call when it turned out not to count
 * @throws Problem 429
 */
export function takeImport(
  { counters, config }: AdmitContext,
  accountId: string,
  facts: RequestFacts,
): Promise<{ giveBack(): Promise<void> }> {
  const limit: Limit = { name: 'contacts_imports', points: config.contacts.importsPerHour, windowSeconds: 3600 };
  return takeOwnPoint({ counters }, facts, {
    limit,
    key: accountId,
    detail: 'This account has imported too often within an hour.',
  });
}
