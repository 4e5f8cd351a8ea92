import { DatabaseSync } from 'node:sqlite';

/** A set of texts that may be larger than memory. It is gone when it is closed, and after a crash. */
export type ScratchSet = { has(text: string): boolean; add(text: string): void; close(): void };

/** Kept in a temporary file without a name, which SQLite makes and removes by itself. */
export function openScratchSet(): ScratchSet {
  const raw = new DatabaseSync('');
  raw.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;
    CREATE TABLE texts (text TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID; BEGIN`);
  const find = raw.prepare('SELECT 1 FROM texts WHERE text = ?');
  const insert = raw.prepare('INSERT INTO texts (text) VALUES (?) ON CONFLICT DO NOTHING');
  return {
    has: (text) => find.get(text) !== undefined,
    add: (text) => void insert.run(text),
    close: () => raw.close(),
  };
}
