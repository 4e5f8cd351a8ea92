// Builds the web client, unless the build that is there was made from exactly the sources that are there.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { buildWhenChanged, root, runAsCommand, runNode } from './build-when-changed.mjs';
import { compressFiles } from './compress-files.mjs';

const web = join(root, 'packages/web');

const webClient = {
  name: 'the web client',
  id: 'web',
  result: 'packages/web/dist/index.html',
  sources: [
    'package-lock.json',
    'packages/sdk/package.json',
    'packages/sdk/src',
    'packages/web/index.html',
    'packages/web/package.json',
    'packages/web/public',
    'packages/web/src',
    'packages/web/tsconfig.json',
    'packages/web/vite.config.ts',
    'scripts/compress-files.mjs',
  ],
  make: async () => {
    const code = await runVite();
    if (code !== 0) throw new Error(`building the web client failed with exit code ${code}; its message stands above`);
    compressFiles(join(web, 'dist'));
  },
};

/**
 * Brings packages/web/dist up to date: at most one build at a time on one checkout, none when nothing has changed.
 * @returns {Promise<void>} rejects with a readable message when the build fails
 */
export const buildWebClient = () => buildWhenChanged(webClient);

function runVite() {
  const vite = join(dirname(createRequire(join(web, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
  // The server's own NODE_ENV says nothing about how the pages are to be built.
  const env = { ...process.env, NODE_ENV: 'production' };
  return runNode([vite, 'build', '--logLevel', 'warn'], { cwd: web, env });
}

await runAsCommand(
  import.meta.url,
  'Usage: node scripts/build-web.mjs\nBuilds the web client into packages/web/dist when its sources have changed.',
  buildWebClient,
);
