import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough for a machine that is busy with something else. */
const limitMilliseconds = 60_000;

/** One bash for a whole page: what a block sets is there in the next one. */
export type Shell = {
  /** @returns what was written, to both outputs. @throws with it, where the script fails or does not end */
  run(script: string, options: { canFail: boolean }): Promise<string>;
  /** Starts what goes on beside the blocks that follow. @throws with what it wrote, where `until` is not in it in time */
  startInBackground(script: string, until: string): Promise<void>;
  /** SIGTERM to all that runs in background, and the end of it. */
  stopBackground(): Promise<void>;
  close(): Promise<void>;
};

/** @param place where the page runs; its scripts and logs are kept in `.shell` there */
export function openShell(place: { directory: string; environment: NodeJS.ProcessEnv }): Shell {
  const folder = join(place.directory, '.shell');
  mkdirSync(folder);
  // A group of its own: what a block has started ends with it.
  const bash = spawn('bash', ['--norc', '-euE', '-o', 'pipefail'], {
    cwd: place.directory,
    env: place.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let told = '';
  for (const stream of [bash.stdout, bash.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
  // One that has ended takes no more lines; what it told says why.
  bash.stdin.on('error', () => {});
  bash.stdin.write(`exec 2>&1\ntrap 'echo "failed: $BASH_COMMAND"' ERR\n`);
  const groups: number[] = [];
  let count = 0;
  // A run that is broken off must not leave a service behind.
  const killAll = (): void => {
    for (const group of [...groups, bash.pid ?? 0]) if (group > 0) signal(group, 'SIGKILL');
  };
  process.once('exit', killAll);

  const write = (script: string): string => {
    count += 1;
    const file = join(folder, `${count}.sh`);
    writeFileSync(file, script);
    return file;
  };

  const run: Shell['run'] = async (script, { canFail }) => {
    const file = write(script);
    const mark = `\n=== ${file}\n`;
    told = '';
    bash.stdin.write(`. '${file}' </dev/null${canFail ? ' || true' : ''}\nprintf '\\n=== %s\\n' '${file}'\n`);
    const isDone = await until(() => told.includes(mark) || hasEnded(bash));
    const [output = ''] = told.split(mark);
    if (!isDone) throw new Error(`did not end, after:\n${output}`);
    if (!told.includes(mark)) throw new Error(`ended with exit code ${bash.exitCode}, after:\n${output}`);
    return output;
  };

  const stopBackground: Shell['stopBackground'] = async () => {
    for (const group of groups) signal(group, 'SIGTERM');
    await until(() => groups.every((group) => !signal(group, 0)));
    for (const group of groups.splice(0)) signal(group, 'SIGKILL');
  };

  return {
    run,
    stopBackground,
    startInBackground: async (script, pattern) => {
      const file = write(script);
      await run(`set -m; ( . '${file}' ) </dev/null >'${file}.log' 2>&1 & set +m; echo $! >'${file}.pid'\n`, {
        canFail: false,
      });
      const group = Number(readFileSync(`${file}.pid`, 'utf8'));
      groups.push(group);
      const log = (): string => (existsSync(`${file}.log`) ? readFileSync(`${file}.log`, 'utf8') : '');
      await until(() => log().includes(pattern) || !signal(group, 0));
      if (!log().includes(pattern)) throw new Error(`"${pattern}" did not come, after:\n${log()}`);
    },
    close: async () => {
      await stopBackground();
      killAll();
      process.off('exit', killAll);
      await until(() => hasEnded(bash));
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** To every process of a group. @returns whether there is one */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

/** @returns whether it came to be so in time */
async function until(isSo: () => boolean): Promise<boolean> {
  const deadline = performance.now() + limitMilliseconds;
  while (!isSo()) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}
