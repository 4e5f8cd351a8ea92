import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ofTheShell } from '#test/start-service.ts';
import { type Recording, readFiles } from './cut-power.ts';
import { type DiskEvent, diskTraceCommand, readDiskTrace } from './disk-trace.ts';
import { type HeldSession, runPowerLoad } from './power-load.ts';

export type Recorded = Recording & { trace: string; sessions: readonly HeldSession[] };

export type RecordOptions = {
  /** Empty. */
  directory: string;
  sessions: number;
  tracerOptions?: readonly string[];
  nodeArguments?: readonly string[];
};

/** The service under a load, with all that it wrote, synced and answered. */
export async function recordLoad({ directory, sessions, tracerOptions = [], nodeArguments = [] }: RecordOptions) {
  const [root, file] = [join(directory, 'root'), join(directory, 'trace')];
  const [dataDir, secretKey] = [join(root, 'data'), randomBytes(36).toString('base64')];
  let base: Recording['base'] = new Map();
  const used = await runPowerLoad({
    sessions,
    nodeArguments,
    dataDir,
    secretKey,
    tracer: diskTraceCommand(file, ...tracerOptions),
    beforeStart: () => {
      base = readFiles(root);
    },
  });
  const trace = readFileSync(file, 'latin1');
  const recorded: Recorded = { root, dataDir, secretKey, base, events: readEvents(trace, root), trace, ...used };
  return recorded;
}

const commandLine = fileURLToPath(new URL('../../packages/server/src/cli/portress.ts', import.meta.url));

/** The first start of an installation: a directory, a database, and all migrations. Nobody is told anything meanwhile. */
export function recordFirstStart({ directory }: Pick<RecordOptions, 'directory'>): Recording {
  const [root, file] = [join(directory, 'root'), join(directory, 'trace')];
  const [dataDir, secretKey] = [join(root, 'data'), randomBytes(36).toString('base64')];
  mkdirSync(root);
  const [tracer = '', ...options] = diskTraceCommand(file);
  const { status, stderr } = spawnSync(tracer, [...options, process.execPath, commandLine, 'migrate', '--json'], {
    env: { ...ofTheShell, NODE_ENV: 'test', SECRET_KEY: secretKey, DATA_DIR: dataDir },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the first start failed: ${stderr}`);
  return {
    root,
    dataDir,
    secretKey,
    base: new Map(),
    claims: [],
    events: readEvents(readFileSync(file, 'latin1'), root),
  };
}

/** The log of the service is no promise of ours, and the index of the WAL is made anew by whoever opens it. */
const readEvents = (trace: string, root: string): DiskEvent[] =>
  [...readDiskTrace(trace, root)].filter((event) => !('file' in event) || !/service\.log$|-shm$/.test(event.file));
