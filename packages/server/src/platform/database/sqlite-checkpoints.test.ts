import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { randomId } from '#platform/crypto/random.ts';
import { silentLog } from '#platform/log.ts';
import { openDatabase } from './open-database.ts';
import { statement } from './statement.ts';

const insert = statement<{ id: string; body: Uint8Array }>(
  'test.insert',
  'INSERT INTO inbox_mails (id, sealed_message, created_at) VALUES (:id, :body, now_ms())',
);
const count = statement<Record<never, never>, { n: number }>('test.count', 'SELECT count(*) AS n FROM inbox_mails');
const mebibyte = 1024 * 1024;

test('the write-ahead log is cut back after more was written than it may hold, and nothing is lost by it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-log-'));
  const file = join(directory, 'portress.db');
  const logSize = (): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const { database } = await openDatabase({ url: `sqlite:${file}`, clock: systemClock, log: silentLog, migrations });
  try {
    const body = new Uint8Array(64 * 1024);
    // 160 MiB in forty groups; a moment between them, as between requests, in which the thread gets its turn.
    for (let group = 0; group < 40; group += 1) {
      await Promise.all(Array.from({ length: 64 }, () => database.write.change(insert, { id: randomId(), body })));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await expect.poll(logSize, { timeout: 10_000 }).toBeLessThan(33 * mebibyte);
    expect(await database.read.first(count, {})).toEqual({ n: 40 * 64 });
  } finally {
    await database.close();
    rmSync(directory, { recursive: true, force: true });
  }
});
