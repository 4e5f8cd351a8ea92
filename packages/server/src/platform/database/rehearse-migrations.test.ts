import { sql } from 'kysely';
import { describe, expect, inject, it } from 'vitest';
import type { Timeline, WrittenMigration } from './migration.ts';
import { findFalseDeclarations } from './rehearse-migrations.ts';

const url = (): string => `${inject('postgresUrl')}/postgres`;

const running = (...statements: string[]): Pick<WrittenMigration, 'up'> => ({
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});

const base = running(
  `CREATE TABLE people (id text PRIMARY KEY, name text NOT NULL DEFAULT 'nobody', age integer, email text NOT NULL,
     CONSTRAINT people_grown CHECK (age > 17))`,
  'CREATE TABLE cats (id text PRIMARY KEY, owner text REFERENCES people (id), name text COLLATE "C")',
  'CREATE UNIQUE INDEX people_email ON people (email)',
  'CREATE INDEX people_name ON people (name)',
  'CREATE VIEW adults AS SELECT id, name FROM people',
  `CREATE FUNCTION meow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
  'CREATE FUNCTION ten() RETURNS integer LANGUAGE sql AS $$ SELECT 10 $$',
  'CREATE TRIGGER cats_meow BEFORE INSERT ON cats FOR EACH ROW EXECUTE FUNCTION meow()',
);

/** What is found of a migration that declares to expand, and does this. */
async function findIn(...statements: string[]): Promise<string[]> {
  const timeline: Timeline = { '0001-base': base, '0014-planted': { kind: 'expand', ...running(...statements) } };
  return (await findFalseDeclarations(url(), timeline)).flatMap(({ reasons }) => reasons);
}

describe('a migration that says it only adds', () => {
  it.each([
    ['DROP TABLE cats', 'the table cats is dropped or renamed'],
    ['ALTER TABLE cats RENAME TO felines', 'the table cats is dropped or renamed'],
    ['DROP VIEW adults', 'the table adults is dropped or renamed'],
    ['ALTER TABLE people DROP COLUMN age', 'the column people.age is dropped or renamed'],
    ['ALTER TABLE people RENAME COLUMN age TO years', 'the column people.age is dropped or renamed'],
    [
      'ALTER TABLE people ALTER COLUMN age TYPE bigint',
      'the column people.age changes its type from integer to bigint',
    ],
    [
      'ALTER TABLE cats ALTER COLUMN name TYPE text COLLATE "default"',
      'the column cats.name changes its type from text COLLATE "C" to text',
    ],
    ['ALTER TABLE people ALTER COLUMN age SET NOT NULL', 'the column people.age becomes NOT NULL'],
    ['ALTER TABLE people ALTER COLUMN email DROP NOT NULL', 'the column people.email may be null now'],
    ['ALTER TABLE people ALTER COLUMN name DROP DEFAULT', 'the column people.name loses its default'],
    ['ALTER TABLE people ADD COLUMN phone text NOT NULL', 'the new column people.phone is NOT NULL and has no default'],
    [
      'ALTER TABLE people ADD CONSTRAINT people_named UNIQUE (name)',
      'the unique people_named of people is new on columns that were there',
    ],
    [
      'CREATE UNIQUE INDEX people_named ON people (lower(name))',
      'the unique people_named of people is new on columns that were there',
    ],
    [
      'CREATE UNIQUE INDEX cats_named ON cats (owner) WHERE name IS NOT NULL',
      'the unique cats_named of cats is new on columns that were there',
    ],
    [
      "ALTER TABLE people ADD COLUMN badge text DEFAULT 'x' UNIQUE",
      'the unique people_badge_key of people is new on columns that were there',
    ],
    [
      "ALTER TABLE people ADD CONSTRAINT people_called CHECK (name <> '') NOT VALID",
      'the check people_called of people is new on columns that were there',
    ],
    [
      'ALTER TABLE people ADD CONSTRAINT people_named_cat FOREIGN KEY (name) REFERENCES cats (id)',
      'the foreign key people_named_cat of people is new on columns that were there',
    ],
    ['ALTER TABLE people DROP CONSTRAINT people_grown', 'the check people_grown of people is dropped or renamed'],
    ['DROP INDEX people_email', 'the unique people_email of people is dropped or renamed'],
    ['ALTER INDEX people_email RENAME TO people_mail', 'the unique people_email of people is dropped or renamed'],
    ['DROP INDEX people_name', 'the index people_name is dropped or renamed'],
    ['DROP FUNCTION ten()', 'the function ten() is dropped or renamed'],
    [
      'CREATE OR REPLACE FUNCTION ten() RETURNS integer LANGUAGE sql AS $$ SELECT 11 $$',
      'the function ten() is changed',
    ],
    ['DROP TRIGGER cats_meow ON cats', 'the trigger cats_meow of cats is dropped or renamed'],
    ['ALTER TABLE cats DISABLE TRIGGER cats_meow', 'the trigger cats_meow of cats is changed'],
    ['ALTER TABLE people ENABLE ROW LEVEL SECURITY', 'the table people is changed'],
  ])('is refused where it does this: %s', async (statement, expected) => {
    expect(await findIn(statement)).toContain(expected);
  });

  it('may add tables, columns, indexes, triggers, and rules about what is new', async () => {
    const found = await findIn(
      'CREATE TABLE dogs (id text PRIMARY KEY, owner text NOT NULL UNIQUE REFERENCES people (id))',
      'ALTER TABLE people ADD COLUMN phone text UNIQUE',
      'ALTER TABLE people ADD COLUMN cat text REFERENCES cats (id)',
      "ALTER TABLE people ADD COLUMN mood text NOT NULL DEFAULT 'fine' CHECK (mood <> '')",
      'CREATE INDEX people_age ON people (age)',
      'CREATE FUNCTION eleven() RETURNS integer LANGUAGE sql AS $$ SELECT 11 $$',
      'CREATE TRIGGER people_meow BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION meow()',
    );
    expect(found).toEqual([]);
  });
});

describe('a declaration', () => {
  const drop = running('DROP TABLE cats');
  const judge = (timeline: Timeline) => findFalseDeclarations(url(), { '0001-base': base, ...timeline });

  it('is asked of every migration after the first release', async () => {
    expect(await judge({ '0014-silent': running('SELECT 1') })).toEqual([
      { name: '0014-silent', reasons: ['it declares no kind: expand or contract'] },
    ]);
  });

  it('lets a migration take away what no release needs since an earlier one, or when all others are stopped', async () => {
    const ready = { kind: 'expand', ...running('SELECT 1') } as const;
    const since = { kind: 'contract', unneededSince: '0014-ready', ...drop } as const;
    expect(await judge({ '0014-ready': ready, '0015-drop': since })).toEqual([]);
    expect(await judge({ '0015-drop': { ...since, unneededSince: null } })).toEqual([]);
  });

  it('has to name a migration that was there before', async () => {
    const timelines = ['0014-ready', '0015-drop', '0016-later'].map((unneededSince) =>
      judge({
        '0015-drop': { kind: 'contract', unneededSince, ...drop },
        '0016-later': { kind: 'expand', ...running('SELECT 1') },
      }),
    );
    for (const [found] of await Promise.all(timelines))
      expect(found?.reasons[0]).toMatch(/^there is no migration \S+ before it$/);
  });
});
