import { type DestinationStream, type Logger, pino } from 'pino';
import { openLogOutput } from './log-output.ts';

export type Log = Logger;

/** Keys whose values never reach a log line, wherever they stand (OWASP ASVS 16.2.5). */
const secretKeys = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'current_password',
  'token',
  'code',
  'access_token',
  'refresh_token',
  'secret',
];
const redactedPaths = secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);

let timeOf = { milliseconds: 0, text: '' };

/** RFC 3339, made once for each millisecond. */
function isoTime(): string {
  const milliseconds = Date.now();
  if (milliseconds !== timeOf.milliseconds)
    timeOf = { milliseconds, text: `,"time":"${new Date(milliseconds).toISOString()}"` };
  return timeOf.text;
}

/** What JSON leaves as it is and a terminal obeys: DEL and the C1 controls (U+009B begins a command), line ends, directions. */
const unescaped = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escapeRest = (line: string): string =>
  line.replace(unescaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Structured JSON lines. Whatever in a value would end a line or speak to a terminal is escaped, so one event stays one
 * line (N1).
 *
 * @param destination where lines go; tests hand in their own. The default collects lines and writes off the request's path.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: isoTime,
    redact: { paths: redactedPaths, censor: '[secret]' },
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: escapeRest },
  };
  return pino(options, destination ?? collectingDestination());
}

const flushedMilliseconds = 100;
const flushedCharacters = 32 * 1024;
/** POSIX: what several processes write to one pipe stays in one piece up to here. A longer line has to take its chance. */
const wholeWriteBytes = 4096;

/**
 * Lines wait for each other up to a tenth of a second or 32 KB: a write costs far more than a line. What waits is written
 * at the end of the process, and at once where something went wrong (`flush`).
 */
function collectingDestination(write = openLogOutput()): DestinationStream & { flushSync(): void } {
  let waiting = '';
  const flushSync = (): void => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    write(lines);
  };
  setInterval(flushSync, flushedMilliseconds).unref();
  process.on('exit', flushSync);
  return {
    flushSync,
    write: (line) => {
      waiting += line;
      if (waiting.length > flushedCharacters) flushSync();
    },
  };
}

/** For one of several processes that write to the same output: no line is cut in two by a line of another. */
export function sharedDestination(): DestinationStream {
  const writeOut = openLogOutput();
  return collectingDestination((lines) => {
    for (const part of partsOf(lines, wholeWriteBytes)) writeOut(part);
  });
}

/** Whole lines, as many as fit in so many bytes; one that is longer stands alone. */
export function partsOf(lines: string, bytes: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of lines.split(/(?<=\n)/)) {
    if (part !== '' && Buffer.byteLength(part) + Buffer.byteLength(line) > bytes) {
      parts.push(part);
      part = '';
    }
    part += line;
  }
  return [...parts, part];
}

/**
 * The same log without looking for secrets in each line, for lines whose fields are all written by us: that search is
 * half of what a line costs.
 */
export const withoutRedaction = (log: Log): Log => log.child({}, { redact: [] });

/** For commands and tests that speak for themselves. */
export const silentLog: Log = pino({ level: 'silent' });
