import { spawnSync } from 'node:child_process';
import { hasFaketime } from '#proof/installation/faketime.ts';
import { hasRedis } from '#test/servers/start-redis.ts';

/** What faults are made with beside signals and a TCP proxy, which are everywhere. */
const abilities: readonly { name: string; isHere: () => boolean }[] = [
  { name: 'Redis', isHere: hasRedis },
  { name: 'wrong clocks (faketime)', isHere: hasFaketime },
  { name: 'system calls (strace)', isHere: () => answers('strace', '--version') },
  {
    name: 'networks of their own (root, ip, iptables)',
    isHere: () => isRoot() && answers('ip', 'netns') && answers('iptables', '-S'),
  },
  { name: 'small disks (root)', isHere: isRoot },
  { name: 'nginx', isHere: () => answers('nginx', '-v') },
];

/** In two lines: what this machine can try, and what it cannot. */
export function listAbilities(): string {
  const [here, missing] = [true, false].map((wanted) =>
    abilities.filter(({ isHere }) => isHere() === wanted).map(({ name }) => name),
  );
  const not = missing?.length ? `\nIt has not, so what needs it will not be run: ${missing.join('; ')}.` : '';
  return `This machine has: ${here?.join('; ')}.${not}`;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function answers(command: string, ...args: string[]): boolean {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  return spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, PATH } }).status === 0;
}
