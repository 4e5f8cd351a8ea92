import { createLog, type Log } from '#platform/log.ts';
import type { Terminal } from './terminal.ts';

/** Warnings as they come, such as what a migration waits for: somebody may be sitting there. */
export const logTo = ({ error }: Terminal): Log =>
  createLog('warn', { write: (line) => error(`${(JSON.parse(line) as { msg: string }).msg}\n`) });
