import type { Readable } from 'node:stream';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import { inPieces } from '#platform/http/in-pieces.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';
import { type BeginExportContext, beginExport } from './begin-export.ts';

export type ExportContext = BeginExportContext & { counters: Counters };

/** It reads everything there is about a person, and nobody needs it often. */
const exports: Limit = { name: 'exports', points: 10, windowSeconds: 3600 };

/**
 * Everything held about the person, as one file that is read while it is sent.
 *
 * @throws Problem 429, 503 when the database is away: the beginning is read before anything is answered
 */
export async function sendExport(
  context: ExportContext,
  { accountId, sessionId, facts }: { accountId: string; sessionId: string; facts: RequestFacts },
): Promise<{ file: Readable; name: string }> {
  await takeOwnPoint(context, facts, {
    limit: exports,
    key: accountId,
    detail: 'The data of this account was taken too often within an hour.',
  });
  const { pieces, exportedAt } = await beginExport(context, accountId, { sessionId, facts });
  const beginning = [await pieces.next(), await pieces.next(), await pieces.next()];
  return {
    file: inPieces(continued(beginning, pieces)),
    name: `portress-account-${exportedAt.slice(0, 10)}.json`,
  };
}

async function* continued(beginning: IteratorResult<string>[], rest: AsyncGenerator<string>): AsyncGenerator<string> {
  for (const { value } of beginning) yield String(value);
  yield* rest;
}
