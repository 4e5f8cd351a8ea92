// What the service is made of, as CycloneDX: the packages that packages/server loads, and those that are built into the pages.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const shipped = ['packages/server', 'packages/web'];

/**
 * `npm sbom` reads the lock file, so the list is the same on every machine. Its `--omit dev` is of no use here: it also leaves
 * out what is needed by the service and by the tests of another package. So what is shipped is followed from its own
 * dependencies. A package of another platform is in the list with the scope `optional`.
 *
 * @param {string} root
 * @param {string} version of the service
 * @returns {object} CycloneDX 1.5
 * @throws when npm fails, or when a dependency is not in the lock
 */
export function billOfMaterials(root, version) {
  const npm = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`npm sbom failed: ${npm.error?.message ?? npm.stderr}`);
  const all = JSON.parse(npm.stdout);
  const { direct, reached } = followDependencies(root);
  const subject = { 'bom-ref': `portress@${version}`, type: 'application', name: 'portress', version };
  return {
    ...all,
    metadata: {
      ...all.metadata,
      component: { ...subject, licenses: [{ license: { id: 'Apache-2.0' } }] },
    },
    components: all.components.filter((one) => reached.has(one['bom-ref'])),
    dependencies: [
      { ref: subject['bom-ref'], dependsOn: [...direct].sort() },
      ...all.dependencies
        .filter(({ ref }) => reached.has(ref))
        .map(({ ref, dependsOn: below }) => ({ ref, dependsOn: below.filter((one) => reached.has(one)) })),
    ],
  };
}

/**
 * Each as `name@version`. A package of ours counts as what it depends on. What a package only gets along with, when somebody
 * else has installed it (an optional peer), is not part of this.
 *
 * @returns {{ direct: Set<string>, reached: Set<string> }}
 */
function followDependencies(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const refOf = (place) => `${place.split('node_modules/').at(-1)}@${packages[place].version}`;
  const below = (place) =>
    neededBy(packages[place]).flatMap(({ name, isOptional }) => {
      const found = findPlace(packages, place, name);
      if (found === undefined && !isOptional) throw new Error(`${name} of ${place} is not in package-lock.json`);
      if (found === undefined) return [];
      return packages[found].link ? below(packages[found].resolved) : [found];
    });
  const direct = shipped.flatMap(below);
  const places = new Set();
  for (const rest = [...direct]; rest.length > 0; ) {
    const place = rest.pop();
    if (places.has(place)) continue;
    places.add(place);
    rest.push(...below(place));
  }
  return { direct: new Set(direct.map(refOf)), reached: new Set([...places].map(refOf)) };
}

function neededBy({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [
    ...[...Object.keys(dependencies), ...peers].map((name) => ({ name, isOptional: name in optionalDependencies })),
    ...Object.keys(optionalDependencies).map((name) => ({ name, isOptional: true })),
  ];
}

/** As Node looks for it: in the folder of the package itself, and in each one above. */
function findPlace(packages, from, name) {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)[^/]+$/, '')) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (place in packages) return place;
    if (folder === '') return undefined;
  }
}
