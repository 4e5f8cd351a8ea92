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
 * @param {{ brotli?: number, gzip?: number }} [quality] the best by default; half of it is a tenth larger and takes a tenth of the time
 */
export function compressFiles(directory, { brotli = 11, gzip = 9 } = {}) {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    if (/\.(?:br|gz)$/.test(file)) rmSync(file);
    else writeCompressed(file, readFileSync(file), { brotli, gzip });
  }
}

function writeCompressed(file, bytes, { brotli, gzip }) {
  if (!isWorthIt(file, bytes)) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_QUALITY]: brotli };
  for (const [ending, compressed] of [
    ['br', brotliCompressSync(bytes, { params })],
    ['gz', gzipSync(bytes, { level: gzip })],
  ])
    if (compressed.length < bytes.length) writeFileSync(`${file}.${ending}`, compressed);
}
