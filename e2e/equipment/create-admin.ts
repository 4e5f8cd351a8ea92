import { spawn } from 'node:child_process';
import type { Person } from './people.ts';
import { root } from './start-service.ts';

/** On the command line, which works whether or not the setup link has been used. */
export function createAdmin(dataDir: string, { email, password }: Person): Promise<void> {
  return new Promise((resolve, reject) => {
    const words = ['packages/server/src/cli/portress.ts', 'admin', 'create', '--email', email];
    const child = spawn(process.execPath, words, {
      cwd: root,
      env: { ...process.env, DATABASE_URL: '', SECRET_KEY: '', NODE_ENV: 'development', DATA_DIR: dataDir },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`admin create ended with ${code}: ${said}`)),
    );
    child.stdin.end(`${password}\n`);
  });
}
