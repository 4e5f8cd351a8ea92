// Builds the web client and measures what its first pages cost, as a browser fetches them: the document, the scripts and
// styles that it names with all that these import, the words of the longest language, and the page's own part.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { buildWebClient } from './build-web.mjs';

/** Brotli, as every browser takes it. The words of all rooms are part of it, and grow with them. */
const budgetsKB = { '/': 160, '/sign-in': 180 };
const dist = fileURLToPath(new URL('../packages/web/dist', import.meta.url));

await buildWebClient();
const assets = readdirSync(join(dist, 'assets')).map((name) => `assets/${name}`);
const read = (file) => readFileSync(join(dist, file));
const sizeOf = (file) => brotliCompressSync(read(file)).length / 1000;
const gzippedSizeOf = (file) => gzipSync(read(file), { level: 9 }).length / 1000;
const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);

const html = read('index.html').toString();
const named = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)].map(
  ([, file]) => file,
);
if (named.length === 0) throw new Error('the built page names no script: is packages/web/dist/index.html right?');

const words = ['en', 'uk', 'ru'].map((language) => partNamed(language)).sort((a, b) => sizeOf(b) - sizeOf(a));
const pages = { '/': [], '/sign-in': [partNamed('sign-in-page')] };

for (const [path, own] of Object.entries(pages)) {
  const files = withImports(['index.html', ...named, words[0], ...own]);
  const total = sum(files.map(sizeOf));
  const gzipped = sum(files.map(gzippedSizeOf)).toFixed(1);
  console.log(
    `${path}: ${total.toFixed(1)} KB brotli of ${budgetsKB[path]} (${gzipped} KB gzip), ${files.length} files`,
  );
  if (total <= budgetsKB[path]) continue;
  for (const file of files) console.error(`  ${sizeOf(file).toFixed(1)} KB  ${file}`);
  console.error('A first page is over its budget: load what it does not show at once later (`lazy`).');
  process.exitCode = 1;
}

function partNamed(name) {
  const found = assets.filter((file) => new RegExp(`^assets/${name}-[\\w-]{8}\\.js$`).test(file));
  if (found.length !== 1) throw new Error(`${found.length} built parts are called ${name}: ${found.join(', ')}`);
  return found[0];
}

/** The files, and everything that they import before they can run. */
function withImports(files) {
  const all = new Set(files);
  for (const file of all) {
    if (!file.endsWith('.js')) continue;
    const imports = read(file)
      .toString()
      .matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g);
    for (const [, name] of imports) all.add(`assets/${name}`);
  }
  return [...all];
}
