// Makes packages/documentation/dist of docs/: node packages/documentation/src/build.ts
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuiltSite, buildSite } from './build-site.ts';
import { tableOfContents } from './table-of-contents.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** `repository` of package.json, as npm writes it. */
function findRepository(): string | null {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    repository?: string | { url: string };
  };
  const url = typeof repository === 'object' ? repository.url : repository;
  return url?.replace(/^git\+/, '').replace(/\.git$/, '') ?? null;
}

/** In place, and old files last: a service that runs goes on serving what is there. */
function writeSite({ files }: BuiltSite): void {
  const written = new Set(files.map(({ path }) => path));
  for (const { path, content } of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), content);
  }
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = relative(dist, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (entry.isFile() && !written.has(path)) rmSync(join(dist, path));
  }
}

const site = buildSite(root, tableOfContents, findRepository());
for (const fault of new Set(site.faults)) process.stderr.write(`${fault}\n`);
if (site.faults.length > 0) process.exitCode = 1;
else writeSite(site);
