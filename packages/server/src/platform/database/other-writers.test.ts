import { expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { openDatabase } from './open-database.ts';
import { watchOtherWriters } from './other-writers.ts';
import { statement } from './statement.ts';

const write = statement<Record<never, never>>(
  'test.write',
  'UPDATE revocation_counter SET last = last + 1 WHERE id = 1',
);

describeOnEveryDatabase('the watch for other writers', (open) => {
  it('sees what others commit, once, and not what this one does', async () => {
    const { database, url, clock, dialect } = await open();
    const other = (await openDatabase({ url, clock, log: silentLog, migrations: null, checkpoints: false })).database;
    try {
      const haveOthersWritten = watchOtherWriters(database);
      expect(await haveOthersWritten()).toBe(false);
      await database.write.change(write, {});
      expect(await haveOthersWritten()).toBe(false);
      await other.write.change(write, {});
      // On PostgreSQL nobody is in anybody's way.
      expect(await haveOthersWritten()).toBe(dialect === 'sqlite');
      expect(await haveOthersWritten()).toBe(false);
    } finally {
      await other.close();
    }
  });
});
