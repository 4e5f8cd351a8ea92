import type { Migration as Steps } from 'kysely/migration';

/**
 * What a migration means for nodes of the release before it, which go on working while it runs and after it (0037).
 *
 * - `expand` only adds: tables, columns that are nullable or have a default, indexes. Every older release goes on.
 * - `contract` takes something away or makes a rule stricter. Releases that have the migration `unneededSince` no longer need
 *   the old shape and go on; older ones refuse to start. Null: no release before this migration can live with it.
 */
export type Declaration = { kind: 'expand' } | { kind: 'contract'; unneededSince: string | null };

/** One step of the timeline, with what it declares. */
export type Migration = Steps & Declaration;

/** What a file of the timeline may hold: those of the first release declare nothing, because no release came before. */
export type WrittenMigration = Steps & Partial<{ kind: 'expand' | 'contract'; unneededSince: string | null }>;

/** Every migration by its name, in order; the names sort as they run. */
export type Timeline = Readonly<Record<string, WrittenMigration>>;

export type MigrationKind = 'base' | 'expand' | 'contract';
/** As it is kept in the database, for releases that do not know the file. */
export type RecordedKind = { name: string; kind: MigrationKind; unneeded_since: string | null };

/** The number of the last migration of the first release. */
const lastOfBase = '0013';

export const belongsToBase = (name: string): boolean => name.slice(0, lastOfBase.length) <= lastOfBase;

/** One that declares nothing counts as the worst: nobody said that an older release could live with it. */
export function kindOf(name: string, written: WrittenMigration): RecordedKind {
  if (belongsToBase(name)) return { name, kind: 'base', unneeded_since: null };
  const { kind = 'contract', unneededSince = null } = written;
  return { name, kind, unneeded_since: kind === 'contract' ? unneededSince : null };
}
