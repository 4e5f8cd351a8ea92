import { join } from 'node:path';
import { command } from './command.ts';
import { CommandRefusedError } from './refusals.ts';
import { writeMigration } from './write-migration.ts';

const migrationsDirectory = join(import.meta.dirname, '../migrations');

export const migrateNew = command({
  about: `Writes the next file of src/migrations. NAME says what it does, in lower-case words with dashes. A migration runs on SQLite and on PostgreSQL, and is never edited once it was released.`,
  operands: ['NAME'],
  options: {},
  examples: [['migrate new add-phone-numbers', 'begin the migration that adds phone numbers']],
  run: async ({ operands: [name = ''] }) => {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60)
      throw new CommandRefusedError(
        'invalid_name',
        `"${name}" is not a name of lower-case words with dashes, such as add-phone-numbers.`,
      );
    const file = writeMigration(migrationsDirectory, name);
    return { text: `${file} is begun.`, json: { file } };
  },
});
