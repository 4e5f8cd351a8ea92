// Draws docs/pictures anew, after a change that is meant to be seen; `npm run e2e` compares with them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

if (process.argv.includes('--help')) {
  console.log(
    'Usage: npm run pictures\nDraws the pictures in docs/pictures anew, in a real browser on the built product.',
  );
} else {
  const { status } = spawnSync('npm', ['test', '--workspace', '@portress/e2e', '--', 'pictures.spec.ts'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, E2E_PICTURES: 'write' },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
