import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandRefusedError } from './refusals.ts';

/** Where a command reads and writes. Secrets and links are written to `out` only: `error` often ends in a log. */
export type Terminal = {
  out(text: string): void;
  error(text: string): void;
  /** Standard output for much: resolves when it has been taken, so that a slow reader does not fill the memory. */
  write(text: string): Promise<void>;
  /** Whether a person sits there who can be asked. */
  isInteractive: boolean;
  /** Everything on standard input. */
  readAll(): Promise<string>;
  /** Asks for a line that does not appear on the screen. */
  readHidden(question: string): Promise<string>;
  /** Asks for a line. */
  readLine(question: string): Promise<string>;
};

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(line),
  error: (line) => void process.stderr.write(line),
  write: writeOut,
  isInteractive: process.stdin.isTTY && process.stderr.isTTY,
  readAll: () => text(process.stdin),
  readHidden: (question) => readAnswer(question, new Writable({ write: (_chunk, _encoding, done) => done() })),
  readLine: (question) => readAnswer(question, process.stderr),
};

/** readline edits and pastes as people are used to; what it echoes goes to `echo`. */
async function readAnswer(question: string, echo: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: echo, terminal: true, historySize: 0 });
  const isShown = echo === process.stderr;
  if (!isShown) process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      // Ctrl-C and Ctrl-D.
      lines.once('SIGINT', () => lines.close());
      lines.once('close', () => reject(new CommandRefusedError('interrupted', 'Nothing was changed.')));
      if (isShown) lines.question(question, resolve);
      else lines.once('line', resolve);
    });
  } finally {
    lines.close();
    if (!isShown) process.stderr.write('\n');
  }
}

/** Rejects when nobody reads any more, as with `| head`. Without a listener that would end the process with a stack. */
function writeOut(text: string): Promise<void> {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => {});
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)));
  });
}
