import { expect, test } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { isPersonal, type PersonalTable } from '#platform/personal-data.ts';
import { personalData } from '#server/personal-data.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';

const declared = personalData.flatMap(({ tables }) => tables);
/** The clock that tests wind on PostgreSQL; no migration makes it. */
const ofTests = ['test_clock'];

const columnsOf = {
  sqlite: `SELECT m.name || '.' || c.name AS name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`,
  postgres: `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`,
};

/** What stands in the schema and in no declaration, and the other way round. */
async function differences(database: Database): Promise<{ undeclared: string[]; unknown: string[] }> {
  const reading = statement<Record<never, never>, { name: string }>('test.columns', columnsOf[database.dialect]);
  const real = (await database.read.all(reading, {}))
    .map(({ name }) => name)
    .filter((name) => !ofTests.includes(name.split('.')[0] ?? ''));
  const isHere = ({ only }: { only?: 'sqlite' }) => only === undefined || only === database.dialect;
  const named = declared.flatMap((table) => {
    if (!isPersonal(table)) return isHere(table) ? table.columns.map((column) => `${table.table}.${column}`) : [];
    const here = Object.entries(table.columns).filter(([, column]) => isHere(column));
    return here.map(([column]) => `${table.table}.${column}`);
  });
  return {
    undeclared: real.filter((name) => !named.includes(name)).toSorted(),
    unknown: named.filter((name) => !real.includes(name)).toSorted(),
  };
}

describeOnEveryDatabase('what is held about people', (open) => {
  test('E9: every column of every table is declared as exported, erased or kept', async () => {
    const { database } = await open();
    expect(await differences(database)).toEqual({ undeclared: [], unknown: [] });
  });

  test('a column or table that is added without a declaration is found', async () => {
    const { database } = await open();
    const planted = {
      column: 'ALTER TABLE accounts ADD COLUMN shoe_size integer',
      table: 'CREATE TABLE diaries (page text)',
    };
    for (const [what, text] of Object.entries(planted))
      await database.write.change(statement(`test.plant_${what}`, text), {});
    expect(await differences(database)).toEqual({ undeclared: ['accounts.shoe_size', 'diaries.page'], unknown: [] });
  });

  test('the rows of an account are found through an index, however large a table is', async () => {
    const { database } = await open();
    if (database.dialect === 'postgres') return;
    for (const { table, reach, order } of declared.filter(isPersonal).filter((one) => one.as !== null)) {
      const plan = statement<{ account_id: string }, { detail: string }>(
        'test.plan',
        `EXPLAIN QUERY PLAN SELECT * FROM ${table} WHERE (${reach}) ORDER BY ${order.join(', ')} LIMIT 200`,
      );
      const details = (await database.read.all(plan, { account_id: 'x' })).map(({ detail }) => detail);
      expect([table, details.filter((detail) => detail.startsWith('SCAN'))]).toEqual([table, []]);
    }
  });
});

test('names of the export are used once, and everything that is not shown, or kept, says why', () => {
  const personal = declared.filter(isPersonal);
  const places = personal.flatMap(({ as }) => (as === null ? [] : [as]));
  expect(new Set(places).size).toBe(places.length);
  for (const table of personal) expectReasons(table);
  for (const table of declared) if (!isPersonal(table)) expect(table.why).not.toBe('');
});

function expectReasons({ table, columns }: PersonalTable): void {
  const names = Object.values(columns).flatMap(({ as }) => (as === null ? [] : [as]));
  expect([table, new Set(names).size]).toEqual([table, names.length]);
  for (const [name, { as, isKept, why }] of Object.entries(columns))
    if (as === null || isKept) expect(`${table}.${name}: ${why ?? ''}`).toMatch(/: .{5,}/);
}

test('no column that holds a secret is ever declared as exported', () => {
  for (const { table, columns } of declared.filter(isPersonal))
    for (const [name, { as }] of Object.entries(columns))
      if (/hash|seed|sealed|secret|private|token|fingerprint/.test(name))
        expect([table, name, as]).toEqual([table, name, null]);
});
