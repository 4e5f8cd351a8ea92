import type { CopiedTable, CopySide, FoundColumn, FoundTable } from './side.ts';

/** The two databases do not fit together; nothing was copied. */
export class CopyRefused extends Error {
  /** A whole sentence each. */
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.name = 'CopyRefused';
    this.reasons = reasons;
  }
}

export type SharedTables = {
  tables: CopiedTable[];
  /** Tables of the source that no migration of ours has made. */
  left: string[];
};

/**
 * What is to be copied, as the catalogs of both databases say: a table that a migration adds needs no line anywhere.
 *
 * @throws CopyRefused where migrations, columns or types differ
 */
export async function findSharedTables(source: CopySide, target: CopySide): Promise<SharedTables> {
  const reasons = compareMigrations(await source.listMigrations(), await target.listMigrations());
  if (reasons.length > 0) throw new CopyRefused(reasons);
  const targets = new Map((await target.listTables()).map((table) => [table.name, table]));
  const tables: CopiedTable[] = [];
  const left: string[] = [];
  for (const from of await source.listTables()) {
    const to = targets.get(from.name);
    if (to === undefined) left.push(from.name);
    else tables.push({ name: from.name, columns: findSharedColumns(from, to, reasons) });
  }
  if (reasons.length > 0) throw new CopyRefused(reasons);
  return { tables, left };
}

function compareMigrations(source: readonly string[], target: readonly string[]): string[] {
  const lacks = (names: readonly string[], others: readonly string[]) => others.filter((name) => !names.includes(name));
  const [inSource, inTarget] = [lacks(source, target), lacks(target, source)];
  return [
    ...(inSource.length > 0
      ? [`The database that is copied from lacks migrations of the other one: ${inSource.join(', ')}.`]
      : []),
    ...(inTarget.length > 0
      ? [`The database that is copied into lacks migrations of the other one: ${inTarget.join(', ')}.`]
      : []),
  ];
}

function findSharedColumns(from: FoundTable, to: FoundTable, reasons: string[]): CopiedTable['columns'] {
  const columns: CopiedTable['columns'] = [];
  const targets = new Map(to.columns.map((column) => [column.name, column]));
  for (const column of from.columns) {
    const other = targets.get(column.name);
    targets.delete(column.name);
    if (other === undefined) {
      if (!column.isRowNumber) reasons.push(onOneSide(from.name, column));
    } else if (column.kind === null || column.kind !== other.kind)
      reasons.push(`${from.name}.${column.name} is ${column.type} here and ${other.type} there: no copy knows how.`);
    else columns.push({ name: column.name, kind: column.kind });
  }
  for (const column of targets.values()) if (!column.isRowNumber) reasons.push(onOneSide(from.name, column));
  return columns;
}

const onOneSide = (table: string, { name }: FoundColumn): string => `Only one of the databases has ${table}.${name}.`;
