import { migrations } from '#migrations/migrations.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { openApp, type TestApp } from '#test/test-app.ts';

/** The service whose clock, and whose database's, stands still but for `wait`: so that boundaries are met to the millisecond. */
export type FrozenApp = TestApp & { now(): number; wait(milliseconds: number): Promise<void> };

const freeze = statement<Record<never, never>>(
  'proof.freeze',
  `CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT offset_ms FROM test_clock $$`,
);
const set = statement<{ now: number }>('proof.set_clock', 'UPDATE test_clock SET offset_ms = CAST(:now AS bigint)');

export async function openFrozenApp(
  dialect: 'sqlite' | 'postgres',
  settings: Record<string, string>,
): Promise<FrozenApp> {
  const ground = await openTestDatabase(dialect);
  // A whole second, as access tokens count.
  let now = Math.ceil(Date.now() / 1000) * 1000;
  const tell = async (): Promise<void> => {
    if (dialect === 'postgres') await ground.database.write.change(set, { now });
  };
  if (dialect === 'postgres') await ground.database.write.change(freeze, {});
  await tell();
  const wait = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    await tell();
  };
  const clock = { now: () => now, wind: ({ seconds = 0, milliseconds = 0 }) => wait(1000 * seconds + milliseconds) };
  const { database } = await openDatabase({
    url: ground.url,
    clock,
    log: silentLog,
    migrations: dialect === 'sqlite' ? migrations : null,
    checkpoints: false,
  });
  const close = async (): Promise<void> => {
    await database.close();
    await ground.close();
  };
  const app = await openApp({ dialect, url: ground.url, database, clock, close }, settings);
  return { ...app, now: () => now, wait };
}
