// Compares the licence of every installed package with the lists in licences.json.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/**
 * @param {string} expression an SPDX expression of names, AND, OR and brackets
 * @param {(name: string) => boolean} isAllowed
 * @returns {boolean} whether one may choose a reading of the expression in which every licence is allowed
 */
export function accepts(expression, isAllowed) {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  const either = () => {
    let accepted = both();
    while (tokens[0] === 'OR' && tokens.shift()) accepted = both() || accepted;
    return accepted;
  };
  const both = () => {
    let accepted = one();
    while (tokens[0] === 'AND' && tokens.shift()) accepted = one() && accepted;
    return accepted;
  };
  const one = () => {
    const token = tokens.shift();
    if (token !== '(') return isAllowed(token ?? '');
    const accepted = either();
    tokens.shift();
    return accepted;
  };
  const accepted = either();
  return accepted && tokens.length === 0;
}

function findRefused() {
  const { everywhere, sharedLibraries, toolsOnly, spelledOtherwise } = readJson('scripts/licences.json');
  const locked = readJson('package-lock.json').packages;
  const checker = join(root, 'node_modules/license-checker-rseidelsohn/bin/license-checker-rseidelsohn.js');
  const listed = execFileSync(process.execPath, [checker, '--json', '--start', root], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const packages = Object.entries(JSON.parse(listed)).filter(
    ([name]) => !/^(?:@portress\/|portress-workspace@)/.test(name),
  );
  const refused = packages.filter(([name, { licenses, path }]) => {
    const isTool = locked[relative(root, path).replaceAll('\\', '/')]?.dev === true;
    const library = Object.entries(sharedLibraries).find(([start]) => name.startsWith(start))?.[1] ?? {};
    const expression = spelledOtherwise[name] ?? String(licenses);
    return !accepts(
      expression,
      (licence) => licence in everywhere || licence in library || (isTool && licence in toolsOnly),
    );
  });
  return { count: packages.length, refused };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { count, refused } = findRefused();
  for (const [name, { licenses }] of refused) {
    console.error(`${name}: ${licenses} is not among the licences of scripts/licences.json for where it is used`);
  }
  console.log(`${count} packages, ${refused.length} refused`);
  process.exitCode = refused.length > 0 || count === 0 ? 1 : 0;
}
