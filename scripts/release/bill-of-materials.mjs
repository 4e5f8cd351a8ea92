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
  const reached = reachable(root, new Map(all.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn])));
  const subject = { 'bom-ref': `portress@${version}`, type: 'application', name: 'portress', version };
  const dependsOn = directDependencies(root).sort();
  return {
    ...all,
    metadata: {
      ...all.metadata,
      component: { ...subject, licenses: [{ license: { id: 'Apache-2.0' } }] },
    },
    components: all.components.filter((one) => reached.has(one['bom-ref'])),
    dependencies: [
      { ref: subject['bom-ref'], dependsOn },
      ...all.dependencies
        .filter(({ ref }) => reached.has(ref))
        .map(({ ref, dependsOn: below }) => ({ ref, dependsOn: below.filter((one) => reached.has(one)) })),
    ],
  };
}

/** As `name@version`, resolved as Node would from the folder of the package. Packages of ours bring their own instead of themselves. */
function directDependencies(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const of = (folder) => {
    const { dependencies = {} } = packages[folder];
    return Object.keys(dependencies).flatMap((name) => {
      const found = packages[`${folder}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
      if (found === undefined) throw new Error(`${name} of ${folder} is not in package-lock.json`);
      return found.link ? of(found.resolved) : [`${name}@${found.version}`];
    });
  };
  return [...new Set(shipped.flatMap(of))];
}

function reachable(root, dependencies) {
  const reached = new Set();
  const rest = directDependencies(root);
  while (rest.length > 0) {
    const ref = rest.pop();
    if (reached.has(ref)) continue;
    reached.add(ref);
    rest.push(...(dependencies.get(ref) ?? []));
  }
  return reached;
}
