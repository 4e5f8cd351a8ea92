import { statement } from '#platform/database/statement.ts';
import type { TestDatabase } from '#test/every-database.ts';
import type { Race } from './run-race.ts';

/** A defect that a trigger gives to the row of a session, the race that meets it, and what has to be told of it. */
export type Defect = { name: string; sql: string; race: Partial<Race>; tells: string };

export const defects: readonly Defect[] = [
  {
    name: 'a child counts as arrived from the moment at which it was made',
    sql: 'IF NEW.generation > OLD.generation THEN NEW.proved_at := NEW.window_at; END IF;',
    race: { shown: 'lost' },
    tells: 'nobody signed out honest_sign_out',
  },
  {
    name: 'a proof of arrival takes effect ten days late',
    sql: 'IF OLD.proved_at IS NULL THEN NEW.proved_at := NEW.proved_at + 864000000; END IF;',
    race: { shown: 'first' },
    tells: 'a replay was not caught',
  },
  {
    name: 'a parent that is shown again makes another child',
    sql: 'IF NEW.reissues > OLD.reissues THEN NEW.generation := OLD.generation + 1; END IF;',
    // Of two who are both answered: a third one would meet a grandchild.
    race: { shown: 'first', racers: 2, doom: { step: 99, moment: 'after' }, proof: 'window' },
    tells: 'P6 two_successors',
  },
  {
    name: 'a parent that is shown again late undoes the rotation',
    sql: 'IF NEW.reissues > OLD.reissues AND NEW.window_at > OLD.generation_at + 60000 THEN NEW.generation := OLD.generation - 1; END IF;',
    race: { shown: 'later', proof: 'window' },
    tells: 'P6 lost_rotation',
  },
  {
    name: 'a session that a replay has ended goes on',
    sql: 'NEW.ended_at := NULL;',
    race: { shown: 'first' },
    tells: 'P3 late_accept',
  },
];

/** Puts a defect into the database that the nodes share. */
export async function plantDefect({ database }: TestDatabase, sql: string): Promise<void> {
  const create = statement<Record<never, never>>(
    'proof.plant_defect',
    `CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${sql} RETURN NEW; END $$`,
  );
  const attach = statement<Record<never, never>>(
    'proof.attach_defect',
    'CREATE TRIGGER planted BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION planted()',
  );
  await database.write.change(create, {});
  await database.write.change(attach, {});
}
