import type { Counters, Limit } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';
import { type LoadWatch, overloadSeconds, refuseUnderStrain } from '#platform/http/load-watch.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

export type AdmitContext = { counters: Counters; load: LoadWatch; uploads: UploadPlaces };

/** More pictures in an hour than anybody tries on. */
const changesOfAccount: Limit = { name: 'avatar_changes', points: 20, windowSeconds: 3600 };

/** Uploads under way at once, each of which may hold 5 MB; and of one account, which may press a button twice. */
const mostUploads = 16;
const mostOfOneAccount = 2;

export type UploadPlaces = {
  /**
   * @returns what to call when it is over
   * @throws Problem 429 when the account has too many, 503 `overloaded` when all have
   */
  take(accountId: string): () => void;
  /** How many are taken. */
  readonly taken: number;
};

export function createUploadPlaces(): UploadPlaces {
  const taken: string[] = [];
  return {
    take: (accountId) => {
      if (taken.filter((id) => id === accountId).length >= mostOfOneAccount)
        throw new Problem('too_many_requests', {
          detail: 'A picture is being uploaded already.',
          retryAfterSeconds: 2,
        });
      if (taken.length >= mostUploads)
        throw new Problem('overloaded', {
          detail: 'Too many pictures are being uploaded.',
          retryAfterSeconds: overloadSeconds(),
        });
      taken.push(accountId);
      return () => void taken.splice(taken.indexOf(accountId), 1);
    },
    get taken() {
      return taken.length;
    },
  };
}

/**
 * Before the first byte is read: room in the service, a place, a change of this hour.
 *
 * @returns `leave` when it is over; `giveBack` when it turned out not to count
 * @throws Problem 429, 503 `overloaded`
 */
export async function admitUpload(
  { counters, load, uploads }: AdmitContext,
  accountId: string,
  facts: RequestFacts,
): Promise<{ leave(): void; giveBack(): Promise<void> }> {
  refuseUnderStrain({ load });
  const leave = uploads.take(accountId);
  try {
    const detail = 'The picture was changed too often.';
    const { giveBack } = await takeOwnPoint({ counters }, facts, { limit: changesOfAccount, key: accountId, detail });
    return { leave, giveBack };
  } catch (error) {
    leave();
    throw error;
  }
}
