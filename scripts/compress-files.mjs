// What is served compressed is compressed once, here: a stream that compresses for one client holds megabytes until that
// client has read it all, and whoever reads nothing makes it hold them.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

// Fonts and pictures are compressed already, and below this a header weighs more than what is saved.
const isWorthIt = (file, bytes) => /\.(?:js|css|html|svg|json|txt)$/.test(file) && bytes.length >= 1024;

/**
 * Writes `FILE.br` and `FILE.gz` beside each file that gets smaller by it.
 * @param {string} directory
 */
export function compressFiles(directory) {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (/\.(?:br|gz)$/.test(file)) rmSync(file);
    else writeCompressed(file, readFileSync(file));
  }
}

function writeCompressed(file, bytes) {
  if (!isWorthIt(file, bytes)) return;
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  for (const [ending, compressed] of [
    ['br', brotliCompressSync(bytes, brotli)],
    ['gz', gzipSync(bytes, { level: 9 })],
  ])
    if (compressed.length < bytes.length) writeFileSync(`${file}.${ending}`, compressed);
}
