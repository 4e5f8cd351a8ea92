// `--import` it: when the process ends, the packages that it has loaded are its last line, as JSON.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folders = new Set();

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (found.url.includes('/node_modules/')) folders.add(dirname(fileURLToPath(found.url)));
    return found;
  },
});

process.on('exit', () =>
  process.stdout.write(`\n${JSON.stringify([...new Set([...folders].map(packageOf))].sort())}\n`),
);

/** The nearest package.json that names a version: some folders have one that only says how to read their files. */
function packageOf(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    if (name !== undefined && version !== undefined) return `${name}@${version}`;
  }
}
