import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFreePort } from './start-service.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

/** The test runner wants the folder of each of its projects to be there. */
const emptyFolders = ['packages/sdk', 'packages/web', 'packages/documentation', 'bench'];
/** What the server needs beside its own folder to be checked, tested and started. */
const atTheRoot = [
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  '.dependency-cruiser.mjs',
  'biome.json',
];
const notCopied = new Set(['node_modules', 'dist', 'coverage', 'data']);
const startMilliseconds = 60_000;

/** The server in a folder of its own, where files may be added and taken away; its packages are those that are here. */
export type RepositoryCopy = {
  directory: string;
  /** Also used as `DATA_DIR`: an installation that nobody has used. */
  dataDirectory: string;
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  read(path: string): string;
  remove(path: string): void;
  /** The paths of the files in a folder. */
  list(path: string): string[];
  /** The paths of the server's files that have this word in their names. */
  find(word: string): string[];
  /** Runs a file of the copy, or of a package, with Node. @throws with everything that was printed, where it fails */
  node(file: string, ...args: string[]): Promise<string>;
  /** The type check of the server with its tests. @throws with what is wrong */
  compile(): Promise<void>;
  /** @throws with what is imported against the rules */
  holdImportRules(): Promise<void>;
  /** Runs test files, below `packages/server/src`. @throws with what was printed, where a test fails */
  runTests(...files: string[]): Promise<{ files: number; passed: number }>;
  /** The service of the copy, as `npm start` runs it. @throws with what it printed, where it does not start */
  serve(): Promise<{ url: string; port: number; environment: NodeJS.ProcessEnv; stop(): Promise<void> }>;
  close(): void;
};

/** Nothing of the shell, nor of the test runner that this runs in, shows in the copy. What it compiles once it keeps. */
const environmentOf = (directory: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LANG: 'C.UTF-8',
  NODE_COMPILE_CACHE: join(directory, 'compiled'),
});

export function copyRepository(): RepositoryCopy {
  const directory = mkdtempSync(join(tmpdir(), 'portress-copy-'));
  const dataDirectory = join(directory, 'data');
  const within = (path: string): string => join(directory, path);
  for (const file of atTheRoot) cpSync(join(root, file), within(file));
  // The verifier as well: tests of several nodes ask a resource server; and what tells that a program is missing.
  for (const folder of ['packages/server', 'packages/verifier', 'examples/equipment'])
    cpSync(join(root, folder), within(folder), { recursive: true, filter: (path) => !notCopied.has(basename(path)) });
  for (const folder of emptyFolders) mkdirSync(within(folder), { recursive: true });
  linkPackages(within('node_modules'));

  const runNode: RepositoryCopy['node'] = async (file, ...args) => {
    const environment = { ...environmentOf(directory), DATA_DIR: dataDirectory };
    try {
      const { stdout } = await run(process.execPath, [within(file), ...args], { cwd: directory, env: environment });
      return stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${file} ${args.join(' ')}:\n${stdout}${stderr}`, { cause: error });
    }
  };

  return {
    directory,
    dataDirectory,
    write: (path, text) => {
      mkdirSync(dirname(within(path)), { recursive: true });
      writeFileSync(within(path), text);
    },
    append: (path, text) => appendFileSync(within(path), text),
    read: (path) => readFileSync(within(path), 'utf8'),
    remove: (path) => rmSync(within(path), { recursive: true }),
    list: (path) => readdirSync(within(path)).map((name) => join(path, name)),
    find: (word) =>
      readdirSync(within('packages/server'), { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.includes(word),
      ),
    node: runNode,
    compile: async () => {
      await runNode('node_modules/@typescript/native/bin/tsc', '--noEmit', '-p', 'packages/server');
    },
    holdImportRules: async () => {
      const rules = ['--config', '.dependency-cruiser.mjs', 'packages/server/src'];
      await runNode('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', ...rules);
    },
    runTests: async (...files) => {
      const paths = files.map((file) => `packages/server/src/${file}`);
      const to = ['--reporter', 'default', '--reporter', 'json', '--outputFile', 'report.json'];
      await runNode('node_modules/vitest/vitest.mjs', 'run', '--project', 'server', ...to, ...paths);
      const report = JSON.parse(readFileSync(within('report.json'), 'utf8'));
      return { files: report.testResults.length, passed: report.numPassedTests };
    },
    serve: async () => {
      const port = await findFreePort();
      const environment = {
        ...environmentOf(directory),
        DATA_DIR: dataDirectory,
        PORT: String(port),
        LOG_LEVEL: 'warn',
      };
      const stop = await startMain(within('packages/server/src/main.ts'), environment);
      return { url: `http://localhost:${port}`, port, environment, stop };
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** One link for each package: what tools keep in `node_modules` stays in the copy. */
function linkPackages(directory: string): void {
  mkdirSync(directory);
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.') || name === '.bin') symlinkSync(join(root, 'node_modules', name), join(directory, name));
}

/** @returns what ends it */
async function startMain(main: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [main, '--stop-with-parent'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await untilReady(child);
    return end;
  } catch (error) {
    await end();
    throw error;
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
  const deadline = performance.now() + startMilliseconds;
  while (!told.includes('is ready at')) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`the service did not start:\n${told}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The text of a document of this repository. */
export const readDocument = (path: string): string => readFileSync(join(root, path), 'utf8');
