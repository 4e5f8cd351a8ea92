import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ofTheShell } from '#test/start-service.ts';
import type { Cluster } from './start-nodes.ts';

const commandLine = fileURLToPath(new URL('../../packages/server/src/cli/portress.ts', import.meta.url));

/**
 * Runs one command of the operator in a process of its own, with the settings of the nodes.
 *
 * @returns what it tells as JSON
 * @throws where it ends with another code than 0, with what it said
 */
export function runPortress(
  { postgres, secretKey, publicUrl, directory }: Pick<Cluster, 'postgres' | 'secretKey' | 'publicUrl' | 'directory'>,
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const dataDir = join(directory, 'operator');
  mkdirSync(dataDir, { recursive: true });
  const env = {
    ...ofTheShell,
    NODE_ENV: 'production',
    SECRET_KEY: secretKey,
    DATA_DIR: dataDir,
    DATABASE_URL: postgres.url,
    PUBLIC_URL: publicUrl,
    MAIL: 'off',
    ...settings,
  };
  return new Promise((resolve, reject) =>
    execFile(process.execPath, [commandLine, ...words, '--json'], { env }, (error, out, told) =>
      error === null
        ? resolve(JSON.parse(out) as Record<string, unknown>)
        : reject(new Error(`portress ${words.join(' ')}: ${out}${told}`)),
    ),
  );
}
