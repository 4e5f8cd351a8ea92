import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every package has the version of the release, those that are not published as well, and names the others by it.
 *
 * @param {string} root
 * @param {string} version
 * @returns {string[]} the files that were changed, from the root
 */
export function setVersion(root, version) {
  const readText = (file) => readFileSync(join(root, file), 'utf8');
  const { workspaces } = JSON.parse(readText('package.json'));
  const folders = workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }));
  const files = ['package.json', ...folders.map((file) => file.replaceAll('\\', '/')).sort()];
  for (const file of files) {
    // As text, so that the rest of the file stays as it was written.
    const text = readText(file)
      .replace(/^( {2}"version": )"[^"]+"/m, `$1"${version}"`)
      .replace(/("@portress\/[\w-]+": )"\d[^"]*"/g, `$1"${version}"`);
    writeFileSync(join(root, file), text);
  }
  const lock = JSON.parse(readText('package-lock.json'));
  lock.version = version;
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path.includes('node_modules/')) continue;
    if (entry.version !== undefined) entry.version = version;
    for (const kind of ['dependencies', 'devDependencies', 'peerDependencies'])
      for (const name of Object.keys(entry[kind] ?? {}))
        if (isOwn(name, entry[kind][name])) entry[kind][name] = version;
  }
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  return [...files, 'package-lock.json'];
}

const isOwn = (name, range) => name.startsWith('@portress/') && /^\d/.test(range);
