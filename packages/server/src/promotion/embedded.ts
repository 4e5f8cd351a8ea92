import { existsSync } from 'node:fs';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { sqliteSide } from '#platform/database/copying/sqlite-side.ts';
import { compareTimelines, newerVersion } from '#platform/database/newer-database.ts';
import { readTimeline } from '#platform/database/read-timeline.ts';
import {
  openSqliteConnection,
  type SqliteConnection,
  translateSqliteError,
} from '#platform/database/sqlite-connection.ts';
import { findWhereabouts, setWhereabouts, type Whereabouts } from '#platform/database/whereabouts.ts';
import { PromotionRefused } from './refusal.ts';

/** The embedded database of this installation. */
export type Embedded = {
  file: string;
  connection: SqliteConnection;
  /** Nobody else has it open, nor can open it until it is closed or this process has ended. */
  isHeld: boolean;
};

/**
 * Opens the file for itself alone; where somebody has it open already, for reading only.
 *
 * @throws PromotionRefused where there is none, or somebody holds it in the same way
 */
export function openEmbedded(file: string): Embedded {
  if (!existsSync(file))
    throw new PromotionRefused([`There is no database at ${file}: DATA_DIR or DATABASE_URL says where it is.`]);
  const held = unlessBusy(() => openSqliteConnection(file, systemClock, { isAlone: true }));
  if (held !== undefined) return { file, connection: held, isHeld: true };
  const beside = unlessBusy(() => openBeside(file));
  if (beside === undefined) throw new PromotionRefused([isInUse(file)]);
  return { file, connection: beside, isHeld: false };
}

/** Not where somebody holds the file as `openEmbedded` does: another promotion. */
function openBeside(file: string): SqliteConnection {
  const connection = openSqliteConnection(file, systemClock, { readOnly: true });
  try {
    connection.raw.prepare('SELECT COUNT(*) FROM sqlite_master').get();
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function unlessBusy(open: () => SqliteConnection): SqliteConnection | undefined {
  try {
    return open();
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw translateSqliteError(error);
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5;

export const isInUse = (file: string): string =>
  `Another process has ${file} open: stop the service first, and whatever else reads that file.`;

/** What it says of itself; undefined where its migrations are not those of this version, which is then a fault. */
export type EmbeddedRead = {
  faults: string[];
  whereabouts: Whereabouts | undefined;
  tables: { table: string; rows: number }[];
};

export async function inspectEmbedded({ connection }: Embedded): Promise<EmbeddedRead> {
  const { applied, kinds } = await readTimeline('sqlite', async (statement) => connection.all(statement, {}));
  const { missing, unknown } = compareTimelines(migrations.names, applied, kinds);
  const faults =
    unknown.length > 0
      ? [newerVersion(unknown)]
      : missing.length > 0
        ? [
            `The embedded database lacks migrations of this version (${missing.join(', ')}): run \`portress migrate\` first.`,
          ]
        : [];
  if (faults.length > 0) return { faults, whereabouts: undefined, tables: [] };
  return { faults, whereabouts: connection.all(findWhereabouts, {})[0], tables: await countRows(connection) };
}

/** Its promotion is done, or undone, when this is on disk. */
export function markEmbedded(connection: SqliteConnection, whereabouts: Whereabouts): void {
  connection.run(setWhereabouts, whereabouts);
}

async function countRows({ raw }: SqliteConnection): Promise<EmbeddedRead['tables']> {
  const side = sqliteSide(raw);
  const counts: EmbeddedRead['tables'] = [];
  for (const { name } of await side.listTables())
    counts.push({ table: name, rows: await side.count({ name, columns: [] }) });
  return counts;
}
