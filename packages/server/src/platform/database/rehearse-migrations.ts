import type pg from 'pg';
import { findBreaks } from './find-breaks.ts';
import { belongsToBase, kindOf, type Timeline, type WrittenMigration } from './migration.ts';
import { kyselyOnPostgres, withMigrationConnection } from './migration-connection.ts';
import { readCatalog } from './schema-catalog.ts';

/** The name of the schema of a rehearsal; it is rolled back, and nobody else ever sees it. */
const stage = 'portress_rehearsal';

/** A migration whose declaration is not true, and why. */
export type FalseDeclaration = { name: string; reasons: string[] };

/**
 * Runs the whole timeline on PostgreSQL, in a schema of its own and a transaction that is rolled back, and compares what each
 * migration does with what it declares. Tables that are in use are not touched, nor locked.
 *
 * @param url of any database of which the user may make a schema
 */
export function findFalseDeclarations(url: string, timeline: Timeline): Promise<FalseDeclaration[]> {
  return withMigrationConnection(url, async (client) => {
    await client.query(`BEGIN; CREATE SCHEMA ${stage}; SET LOCAL search_path = ${stage}`);
    try {
      const found: FalseDeclaration[] = [];
      for (const [name, written] of Object.entries(timeline)) {
        const reasons = belongsToBase(name)
          ? await rehearse(client, written, () => [])
          : await rehearse(client, written, (breaks) => judge(name, written, breaks, Object.keys(timeline)));
        if (reasons.length > 0) found.push({ name, reasons });
      }
      return found;
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
    }
  });
}

async function rehearse(
  client: pg.Client,
  { up }: WrittenMigration,
  judgeBreaks: (breaks: string[]) => string[],
): Promise<string[]> {
  const before = await readCatalog(client);
  await up(kyselyOnPostgres(client));
  return judgeBreaks(findBreaks(before, await readCatalog(client)));
}

function judge(name: string, written: WrittenMigration, breaks: string[], names: readonly string[]): string[] {
  if (written.kind === undefined) return ['it declares no kind: expand or contract'];
  const { unneeded_since: since } = kindOf(name, written);
  if (written.kind === 'expand') return breaks;
  if (since === null || (names.includes(since) && since < name)) return [];
  return [`there is no migration ${since} before it`];
}
