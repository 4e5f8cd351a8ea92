import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

export interface NodeAtHand {
  path: string;
  version: string;
}

/** Of the Nodes that the machine itself has (not our own, from npm) the oldest that the SDK promises to run on. */
export function oldestNode(): NodeAtHand | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const found = [...new Set([...folders, '/usr/bin', '/usr/local/bin'])].flatMap((folder) =>
    look(join(folder, 'node')),
  );
  return (
    found
      .filter(({ version }) => rank(version) >= rank('v20.19.0'))
      .sort((a, b) => rank(a.version) - rank(b.version))[0] ?? null
  );
}

function look(path: string): NodeAtHand[] {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? [{ path, version: stdout.trim() }] : [];
}

function rank(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.slice(1).split('.').map(Number);
  return major * 1e6 + minor * 1e3 + patch;
}
