import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '#platform/files/make-directory.ts';

/**
 * The base secret of a development installation: made at the first start and kept in DATA_DIR, readable by its owner only.
 * It appears under its name in one step, so that two processes that start at once agree on one secret.
 */
export function readOrMakeDevelopmentSecret(dataDir: string): string {
  const file = join(dataDir, 'development-secret');
  makeDirectory(dataDir);
  const draft = `${file}.${process.pid}`;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    writeFileSync(draft, `${randomBytes(48).toString('base64')}\n`, { mode: 0o600 });
  }
  try {
    linkSync(draft, file);
  } catch {
    // Another process was first: its secret is the one.
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}
