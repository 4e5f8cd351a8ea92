// Builds the web client and measures what the first page costs, as a browser fetches it: the document, and the scripts
// and styles that it names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { buildWebClient } from './build-web.mjs';

const BUDGET_KB = 200;
const dist = fileURLToPath(new URL('../packages/web/dist', import.meta.url));

await buildWebClient();
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const named = [...page.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, url]) => url);
const files = [
  'index.html',
  ...new Set(named.map((url) => url.replace(/^\.?\/?/, '').replace(/^.*?(?=assets\/)/, ''))),
];
const sizes = files.map((file) => ({
  file,
  size: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000,
}));
const total = sizes.reduce((sum, { size }) => sum + size, 0);

if (named.length === 0) throw new Error('the built page names no script: is packages/web/dist/index.html right?');
console.log(`first page ${total.toFixed(1)} KB gzip of ${BUDGET_KB}`);
if (total > BUDGET_KB) {
  for (const { file, size } of sizes) console.error(`  ${size.toFixed(1)} KB  ${file}`);
  console.error('The first page is over its budget: load what it does not show at once later (`lazy`).');
  process.exitCode = 1;
}
