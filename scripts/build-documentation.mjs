// Builds the documentation site of docs/, unless the one that is there was made from exactly the documents that are there.
import { join } from 'node:path';

import { buildWhenChanged, root, runAsCommand, runNode } from './build-when-changed.mjs';
import { compressFiles } from './compress-files.mjs';

const documentation = {
  name: 'the documentation',
  id: 'documentation',
  result: 'packages/documentation/dist/index.html',
  sources: [
    '.env.example',
    'deploy',
    'docs',
    'package-lock.json',
    'package.json',
    'packages/documentation/package.json',
    'packages/documentation/src',
    'packages/web/public',
    'packages/web/src/styles',
    'scripts/build-documentation.mjs',
    'scripts/compress-files.mjs',
  ],
  make: async () => {
    // Node takes the types out of the scripts for browsers, and warns that this function is young.
    const code = await runNode(['--disable-warning=ExperimentalWarning', 'packages/documentation/src/build.ts']);
    if (code !== 0) throw new Error('the documentation has the faults that stand above');
    // A start waits for it, and there are a hundred pages.
    compressFiles(join(root, 'packages/documentation/dist'), { brotli: 5, gzip: 6 });
  },
};

/**
 * Brings packages/documentation/dist up to date.
 * @param {{ isForced?: boolean }} [options] `isForced` also where nothing seems to have changed: a document may link to code
 * that is gone
 * @returns {Promise<void>} rejects with a readable message where a document has a fault
 */
export const buildDocumentation = (options) => buildWhenChanged(documentation, options);

await runAsCommand(
  import.meta.url,
  `Usage: node scripts/build-documentation.mjs [--force]
Makes packages/documentation/dist of docs/ when a document has changed, and fails for a link that leads nowhere.

  --force    also when nothing has changed`,
  () => buildDocumentation({ isForced: process.argv.includes('--force') }),
);
