// Loads every file of the service, so that it can be seen what they bring along. What begins by itself is left out.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = fileURLToPath(new URL('../../packages/server/src', import.meta.url));
const begins = /parentPort|process\.(?:once|on)\('(?:message|disconnect)'|cluster\.worker/;
const files = globSync('**/*.ts', { cwd: source }).filter(
  (file) => !/\.test\.ts$|\/test\/|^main\.ts$|^cli\/portress\.ts$/.test(file),
);
for (const file of files.sort()) {
  const path = `${source}/${file}`;
  if (!begins.test(readFileSync(path, 'utf8'))) await import(pathToFileURL(path).href);
}
process.exit();
