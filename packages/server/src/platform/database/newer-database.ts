import type { RecordedKind } from './migration.ts';

/** How a database and a release fit together. */
export type Fit = {
  /** This release has them, the database has not. */
  missing: string[];
  /** The database has them and this release does not: a newer one was here. */
  unknown: string[];
  /** Those of the unknown ones that this release cannot live with. */
  unlivable: string[];
};

/**
 * A release lives with a migration that it does not know when that one only adds, or takes away what this release has no
 * need of any more. Where it also lacks a migration of its own, the two are not of one line, and nothing is sure.
 *
 * @param kinds what the database says of its migrations
 */
export function compareTimelines(
  names: readonly string[],
  applied: readonly { name: string }[],
  kinds: readonly RecordedKind[],
): Fit {
  const done = applied.map(({ name }) => name);
  const missing = names.filter((name) => !done.includes(name));
  const unknown = done.filter((name) => !names.includes(name));
  const isLivable = (name: string): boolean => {
    const found = kinds.find((kind) => kind.name === name);
    if (found === undefined || missing.length > 0) return false;
    if (found.kind === 'expand') return true;
    return found.kind === 'contract' && found.unneeded_since !== null && names.includes(found.unneeded_since);
  };
  return { missing, unknown, unlivable: unknown.filter((name) => !isLivable(name)) };
}

/** What to say of a database that has migrations which this version does not know and cannot live with. */
export const newerVersion = (unlivable: readonly string[]): string =>
  `The database was migrated by a newer version of Portress (${unlivable.join(', ')}): install that version, or restore the backup made before it.`;

/** What to say of one whose unknown migrations do this version no harm. */
export const livableVersion = (unknown: readonly string[]): string =>
  `The database was migrated by a newer version of Portress (${unknown.join(', ')}), which this one can live with.`;

/** The older one would not know what the newer one relies on, or would miss what it has taken away. */
export class NewerDatabase extends Error {
  constructor(unlivable: readonly string[]) {
    super(newerVersion(unlivable));
    this.name = 'NewerDatabase';
  }
}

/** Migrations could not run because somebody else was in the way the whole time. */
export class MigrationBlocked extends Error {
  constructor(why: string, cause?: unknown) {
    super(`The database could not be migrated: ${why}. Nothing was changed.`, { cause });
    this.name = 'MigrationBlocked';
  }
}
