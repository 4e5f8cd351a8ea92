import { existsSync } from 'node:fs';
import { migrations } from '#migrations/migrations.ts';
import type { Database } from '#platform/database/database.ts';
import { kindOf, type RecordedKind } from '#platform/database/migration.ts';
import { compareTimelines, type Fit, livableVersion, newerVersion } from '#platform/database/newer-database.ts';
import { readTimeline } from '#platform/database/read-timeline.ts';

/** How the database and this version fit together, each list in the order of the timeline. */
export type MigrationsRead = Fit & { applied: { name: string; appliedAt: string }[]; kinds: RecordedKind[] };

export async function readMigrations({ database }: { database: Database }): Promise<MigrationsRead> {
  const { applied, kinds } = await readTimeline(database.dialect, (statement) => database.read.all(statement, {}));
  const fit = compareTimelines(migrations.names, applied, kinds);
  return {
    ...fit,
    applied: applied.flatMap(({ name, timestamp }) =>
      fit.unknown.includes(name) ? [] : [{ name, appliedAt: timestamp }],
    ),
    kinds,
  };
}

/** What an empty database would answer: looking must not make the file. */
export const noMigrationsYet = (): MigrationsRead => ({
  ...compareTimelines(migrations.names, [], []),
  applied: [],
  kinds: [],
});

/** What each migration is for nodes of an older version, by its name: of the files here, and of what a newer version has left. */
export async function readKinds({ unknown, kinds }: MigrationsRead): Promise<(name: string) => string> {
  const timeline = await migrations.load();
  const known = Object.entries(timeline).map(([name, written]) => kindOf(name, written));
  const all = new Map([...kinds.filter(({ name }) => unknown.includes(name)), ...known].map((one) => [one.name, one]));
  return (name) => {
    const found = all.get(name);
    if (found === undefined) return 'not told';
    return found.unneeded_since === null ? found.kind : `${found.kind}, unneeded since ${found.unneeded_since}`;
  };
}

/** What a newer version was here means for this one; undefined where none was. */
export const describeNewer = ({ unknown, unlivable }: Fit): string | undefined => {
  if (unlivable.length > 0) return newerVersion(unlivable);
  return unknown.length > 0 ? livableVersion(unknown) : undefined;
};

/** Whether the database is there to be opened; a server is asked, a file only has to exist. */
export const hasDatabase = ({ databaseUrl }: { databaseUrl: string }): boolean =>
  !databaseUrl.startsWith('sqlite:') || existsSync(databaseUrl.slice('sqlite:'.length));
