import { existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '#server/config.ts';
import { type Finding, fault, formatBytes, ok, warning } from './finding.ts';

const name = 'data directory';
const littleBytes = 1024 ** 3;
const tooLittleBytes = 64 * 1024 ** 2;

/** `f_type` of statfs(2). Their locks and shared memory are not those of one machine, and the WAL needs both. */
const networkFileSystems = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
]);
const fuse = 0x65735546;

/** Where the database and the development secret lie: there, writable, local, with room, closed to others. */
export function inspectDataDirectory({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): Finding[] {
  const isEmbedded = databaseUrl.startsWith('sqlite:');
  const directories = new Set([dataDir, ...(isEmbedded ? [dirname(databaseUrl.slice('sqlite:'.length))] : [])]);
  return [...directories].flatMap((directory) => {
    if (!existsSync(directory)) return [inspectParent(directory)];
    return [inspectWriting(directory), inspectMode(directory), inspectDisk(directory, isEmbedded)].filter(
      (finding) => finding !== null,
    );
  });
}

function inspectParent(directory: string): Finding {
  let parent = dirname(directory);
  while (!existsSync(parent)) parent = dirname(parent);
  const { status, advice } = inspectWriting(parent);
  return status === 'ok'
    ? ok(name, `${directory} does not exist yet: the first start makes it`)
    : fault(name, `${directory} does not exist and cannot be made in ${parent}`, advice ?? '');
}

/** By writing: permissions alone do not tell a read-only or a full disk. */
function inspectWriting(directory: string): Finding {
  try {
    rmSync(mkdtempSync(join(directory, '.doctor-')), { recursive: true });
    return ok(name, `${directory} is writable`);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fault(
      name,
      `${directory} cannot be written to (${reason})`,
      'Let DATA_DIR name a directory that belongs to the user the service runs as.',
    );
  }
}

function inspectMode(directory: string): Finding | null {
  if ((statSync(directory).mode & 0o007) === 0) return null;
  return warning(name, `${directory} is open to every user of this machine`, `chmod 700 ${directory}`);
}

function inspectDisk(directory: string, isEmbedded: boolean): Finding {
  const { type, bavail, bsize } = statfsSync(directory);
  const network = networkFileSystems.get(type);
  if (network !== undefined && isEmbedded)
    return fault(
      name,
      `${directory} lies on a network file system (${network}), where SQLite loses data`,
      'Put DATA_DIR on a local disk, or use PostgreSQL.',
    );
  if (type === fuse && isEmbedded)
    return warning(
      name,
      `${directory} lies on a FUSE file system, which may be a network`,
      'Make sure that it is a local disk, or use PostgreSQL.',
    );
  const free = bavail * bsize;
  const told = `${formatBytes(free)} are free on its disk`;
  if (free < tooLittleBytes) return fault(name, told, 'Make room: without it nobody can sign in.');
  if (free < littleBytes) return warning(name, told, 'Make room before it runs out: without it nobody can sign in.');
  return ok(name, told);
}
