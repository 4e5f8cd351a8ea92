import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** What the figures were measured on: no names of hosts, no paths. */
export function describeMachine(): string[] {
  const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('autocannon/package.json')), 'utf8')) as {
    version: string;
  };
  const memory = Math.round(totalmem() / 1024 ** 3);
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory} GiB`,
    `${type()} ${release().split('-')[0]}`,
    `Node ${process.versions.node}`,
    `SQLite ${process.versions.sqlite}`,
    `autocannon ${version}`,
  ];
}
