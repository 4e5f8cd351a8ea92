import { readdirSync, readlinkSync } from 'node:fs';

/** How many sockets a process holds open, those that it listens on among them. */
export function countSockets(pid: number): number {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).filter((name) => targetOf(`${directory}/${name}`).startsWith('socket:')).length;
}

/** What was closed since it was listed points nowhere. */
function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
