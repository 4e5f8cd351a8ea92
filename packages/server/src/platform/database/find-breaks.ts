import type { Catalog, CatalogColumn, CatalogPart, CatalogRule } from './schema-catalog.ts';

/**
 * What a release that was written for the schema of before could not live with in the one after, each as a sentence. What a
 * catalog does not show, such as a change of rows, is not found.
 */
export function findBreaks(before: Catalog, after: Catalog): string[] {
  return [
    ...findChanged('table', before.tables, after.tables),
    ...findColumnBreaks(before, after),
    ...findRuleBreaks(before, after),
    // Without it, what took a moment may take longer than a statement is given.
    ...findChanged('index', before.indexes, after.indexes),
    ...findChanged('function', before.functions, after.functions),
    ...findChanged('trigger', before.triggers, after.triggers),
  ];
}

/** Those that are gone, under this name at least, and those that mean something else now. */
function findChanged(kind: string, before: readonly CatalogPart[], after: readonly CatalogPart[]): string[] {
  const now = new Map(after.map(({ name, definition }) => [name, definition]));
  return before.flatMap(({ name, definition }) => {
    if (!now.has(name)) return [`the ${kind} ${name} is dropped or renamed`];
    return now.get(name) === definition ? [] : [`the ${kind} ${name} is changed`];
  });
}

const keyOf = ({ table, name }: { table: string; name: string }): string => `${table}.${name}`;

function findColumnBreaks(before: Catalog, after: Catalog): string[] {
  const tables = new Set(before.tables.map(({ name }) => name));
  const tablesNow = new Set(after.tables.map(({ name }) => name));
  const then = new Map(before.columns.map((column) => [keyOf(column), column]));
  const now = new Map(after.columns.map((column) => [keyOf(column), column]));
  const gone = before.columns
    // The table itself is told already.
    .filter((column) => tablesNow.has(column.table) && !now.has(keyOf(column)))
    .map((column) => `the column ${keyOf(column)} is dropped or renamed`);
  const others = after.columns.flatMap((column) => {
    const former = then.get(keyOf(column));
    if (former !== undefined) return findChange(former, column);
    const isBreak = tables.has(column.table) && column.is_required && !column.has_default;
    return isBreak ? [`the new column ${keyOf(column)} is NOT NULL and has no default`] : [];
  });
  return [...gone, ...others];
}

function findChange(before: CatalogColumn, after: CatalogColumn): string[] {
  const name = keyOf(before);
  return [
    before.type !== after.type && `the column ${name} changes its type from ${before.type} to ${after.type}`,
    !before.is_required && after.is_required && `the column ${name} becomes NOT NULL`,
    before.is_required && !after.is_required && `the column ${name} may be null now`,
    before.has_default && !after.has_default && `the column ${name} loses its default`,
  ].filter((found) => found !== false);
}

function findRuleBreaks(before: Catalog, after: Catalog): string[] {
  const tables = new Set(before.tables.map(({ name }) => name));
  const tablesNow = new Set(after.tables.map(({ name }) => name));
  const then = new Map(before.rules.map((rule) => [keyOf(rule), rule]));
  const now = new Map(after.rules.map((rule) => [keyOf(rule), rule]));
  const formerColumns = new Set(before.columns.map(keyOf));
  const filledColumns = new Set(after.columns.filter(({ has_default }) => has_default).map(keyOf));
  const gone = before.rules.flatMap((rule) => {
    if (!tablesNow.has(rule.table)) return [];
    const found = now.get(keyOf(rule));
    if (found === undefined) return [`${describe(rule)} is dropped or renamed`];
    return found.definition === rule.definition ? [] : [`${describe(rule)} is changed`];
  });
  const isFelt = ({ table, columns, kind }: CatalogRule): boolean => {
    if (columns === null || columns.some((name) => formerColumns.has(`${table}.${name}`))) return true;
    // Rows of a release that does not know the column all get the same.
    const isDistinct = kind === 'unique' || kind === 'primary key' || kind === 'exclusion';
    return isDistinct && columns.every((name) => filledColumns.has(`${table}.${name}`));
  };
  const added = after.rules
    .filter((rule) => tables.has(rule.table) && !then.has(keyOf(rule)) && isFelt(rule))
    .map((rule) => `${describe(rule)} is new on columns that were there`);
  return [...gone, ...added];
}

const describe = ({ kind, name, table }: CatalogRule): string => `the ${kind} ${name} of ${table}`;
