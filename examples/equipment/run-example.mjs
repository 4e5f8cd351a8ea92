// What every example needs around itself: options, processes that are started and ended together, and Ctrl-C.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const readyMilliseconds = 60_000;
const patientMilliseconds = 2000;

/**
 * @typedef {object} Stage
 * @property {string} folder an empty folder, which is removed at the end
 * @property {Record<string, string | boolean>} options what was given on the command line
 * @property {(name: string, command: string, args: string[], options?: StartOptions) => Started} start
 * @property {(deed: () => Promise<void>) => void} beforeEnd told while everything is still there
 * @property {(deed: () => Promise<void>) => void} atEnd told when what was started has ended, the last one first
 *
 * @typedef {object} StartOptions
 * @property {Record<string, string | undefined>} [env]
 * @property {string} [cwd]
 * @property {() => void} [onEnd] when it ends and nobody wanted it; without it the example ends too, and shows its last words
 * @typedef {{ name: string, pid: number, hasEnded: () => boolean, lastWords: () => string, end: (signal?: NodeJS.Signals) => Promise<void> }} Started
 */

/**
 * Runs an example until Ctrl-C, or until its deed answers an exit code. Whatever it has started ends with it.
 *
 * @param {{ usage: string, options?: import('node:util').ParseArgsOptionsConfig }} about
 * @param {(stage: Stage) => Promise<number | void>} deed
 */
export async function runExample({ usage, options = {} }, deed) {
  const values = readOptions(usage, options);
  const folder = mkdtempSync(join(tmpdir(), 'portress-example-'));
  /** @type {(() => Promise<void>)[]} */
  const endings = [async () => rmSync(folder, { recursive: true, force: true })];
  /** @type {(() => Promise<void>)[]} */
  const farewells = [];
  const processes = [];
  let isEnding = false;
  const end = async (code) => {
    if (isEnding) return;
    isEnding = true;
    for (const farewell of farewells) await farewell();
    await endProcesses(processes);
    for (const ending of endings.reverse()) await ending();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
  const fail = (error) => {
    if (!isEnding) console.error(`Sorry: ${error.message}`);
    return end(1);
  };
  process.on('uncaughtException', (error) => void fail(error));

  const start = (name, command, args, startOptions) => {
    const started = startProcess(name, command, args, startOptions);
    processes.push(started);
    started.onUnexpectedEnd((output) => {
      if (isEnding) return;
      if (startOptions?.onEnd) return void startOptions.onEnd();
      console.error(`Sorry: ${name} has ended.\n${output}`);
      void end(1);
    });
    return started;
  };
  try {
    const code = await deed({
      folder,
      options: values,
      start,
      beforeEnd: (farewell) => void farewells.push(farewell),
      atEnd: (ending) => void endings.push(ending),
    });
    if (code !== undefined) await end(code);
  } catch (error) {
    await fail(error);
  }
}

/** Gently and all at once; whoever takes longer than a person likes to wait loses nothing by being killed. */
async function endProcesses(processes) {
  const ended = Promise.all(processes.map((started) => started.end()));
  const kill = setTimeout(() => void processes.map((started) => started.end('SIGKILL')), patientMilliseconds);
  await ended;
  clearTimeout(kill);
}

function readOptions(usage, options) {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h', default: false } } });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const port = Number(values.port);
    if (values.port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_500))
      throw new Error('--port must be a port number');
    return values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

function startProcess(name, command, args, { env = {}, cwd } = {}) {
  // Only what is listed: settings of the shell are those of another installation.
  const given = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env };
  // In a group of its own, so that Ctrl-C reaches the example alone, which ends the others in their order.
  const child = spawn(command, args, { cwd, env: given, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const source of [child.stdout, child.stderr])
    source.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-4000);
    });
  let isWanted = false;
  let tell = () => {};
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(undefined);
    });
    child.once('close', resolve);
  });
  void ended.then(() => isWanted || tell(output.trim()));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  // With its children: those of nginx would keep the port.
  const killGroup = () => {
    if (!hasEnded()) process.kill(-(child.pid ?? 0), 'SIGKILL');
  };
  process.once('exit', killGroup);
  return {
    name,
    pid: child.pid ?? 0,
    hasEnded,
    lastWords: () => output.trim(),
    onUnexpectedEnd: (listener) => {
      tell = listener;
    },
    end: async (signal = 'SIGTERM') => {
      isWanted = true;
      if (signal === 'SIGKILL') killGroup();
      else if (!hasEnded()) child.kill(signal);
      await ended;
    },
  };
}

/**
 * Waits until an address answers with 200.
 *
 * @param {string} url
 * @param {Pick<Started, 'hasEnded' | 'lastWords' | 'name'>} [by] who answers there: when it ends there is nothing to wait for
 */
export async function untilReady(url, by) {
  const deadline = Date.now() + readyMilliseconds;
  while (Date.now() < deadline) {
    if (by?.hasEnded()) throw new Error(`${by.name} did not start.\n${by.lastWords()}`);
    const status = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(2000) }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} is not ready after a minute`);
}

/** Ports next to each other that nobody listens on: the first one is told. */
export async function findFreePorts(count) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free ports were found');
}

function isFree(port) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
}
