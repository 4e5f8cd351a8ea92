import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { onTestFinished } from 'vitest';

export type SpawnedExample = {
  /** All that it has printed so far. */
  output(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  /** Ctrl-C, and the end of it. */
  stop(): Promise<number | null>;
};

/** Starts an example as a person does, in a process of its own, which is ended with the test whatever becomes of it. */
export function spawnExample(script: string, ...args: readonly string[]): SpawnedExample {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const source of [child.stdout, child.stderr])
    source.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = (): Promise<number | null> => {
    child.kill('SIGINT');
    return ended;
  };
  onTestFinished(async () => void (await stop()));
  return { output: () => output, ended, stop };
}

/** Starts an example and waits until it says how to end it, which it does when everything is there. */
export async function startExample(script: string, ...args: readonly string[]): Promise<SpawnedExample> {
  const example = spawnExample(script, ...args);
  let code: number | null | undefined;
  void example.ended.then((given) => {
    code = given;
  });
  while (!example.output().includes('Ctrl-C ends it')) {
    if (code !== undefined) throw new Error(`the example ended with ${code}:\n${example.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return example;
}

/** Whether anybody answers at an address. */
export const isAnswering = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
