import { execFileSync } from 'node:child_process';
import type { Place } from './start-nodes.ts';

/** Networks of their own for nodes, on one bridge, in which single ways can be cut by rules of the kernel. */
export type Network = {
  /** Where PostgreSQL, Redis and the tests are. */
  readonly serversHost: string;
  placeOf(name: string): Place;
  /**
   * Drops, without a word, what goes from a node to a port of the servers, what comes back from it, or both.
   *
   * @param direction `out` loses what is asked for, `in` the answer to it
   */
  drop(name: string, to: { port: number } | { node: string }, direction?: 'both' | 'out' | 'in'): void;
  /** Lets everything of a node through again. */
  heal(name: string): void;
  remove(): void;
};

/** Whether this machine lets us make networks: an administrator's rights, `ip` and `iptables`. */
export function canMakeNetworks(): boolean {
  const name = `portress-try-${process.pid}`;
  try {
    run('ip', 'netns', 'add', name);
  } catch {
    return false;
  }
  try {
    run('ip', 'netns', 'exec', name, 'iptables', '-A', 'OUTPUT', '-p', 'tcp', '-j', 'DROP');
    run('ip', '-n', name, 'link', 'add', 'bridge', 'type', 'bridge');
    return true;
  } catch {
    return false;
  } finally {
    run('ip', 'netns', 'del', name);
  }
}

export function openNetwork(names: readonly string[]): Network {
  // Short: a name of an interface has fifteen letters at most. The number keeps runs beside each other apart.
  const number = process.pid % 10_000;
  const bridge = `portress${number}`;
  const subnet = `10.${100 + Math.floor(number / 256)}.${number % 256}`;
  const spaceOf = (name: string): string => `${bridge}-${name}`;
  const hostOf = (name: string): string => `${subnet}.${names.indexOf(name) + 2}`;
  const serversHost = `${subnet}.1`;
  const inside = (name: string, ...words: string[]) => run('ip', 'netns', 'exec', spaceOf(name), ...words);
  const remove = (): void => {
    process.off('exit', remove);
    // With a space its interfaces and rules are gone as well.
    for (const name of names) attempt('ip', 'netns', 'del', spaceOf(name));
    attempt('ip', 'link', 'del', bridge);
  };
  // A test that fails must not leave a network behind.
  process.once('exit', remove);
  run('ip', 'link', 'add', bridge, 'type', 'bridge');
  run('ip', 'addr', 'add', `${serversHost}/24`, 'dev', bridge);
  run('ip', 'link', 'set', bridge, 'up');
  for (const [index, name] of names.entries()) {
    const plug = `ptr${number}-${index}`;
    run('ip', 'netns', 'add', spaceOf(name));
    run('ip', 'link', 'add', plug, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', spaceOf(name));
    run('ip', 'link', 'set', plug, 'master', bridge, 'up');
    inside(name, 'ip', 'addr', 'add', `${hostOf(name)}/24`, 'dev', 'eth0');
    for (const device of ['lo', 'eth0']) inside(name, 'ip', 'link', 'set', device, 'up');
  }
  return {
    serversHost,
    placeOf: (name) => ({
      host: hostOf(name),
      launcher: ['ip', 'netns', 'exec', spaceOf(name)],
      serversHost,
    }),
    drop: (name, to, direction = 'both') => {
      const peer = 'node' in to ? hostOf(to.node) : serversHost;
      const port = (side: string): string[] => ('node' in to ? [] : [side, String(to.port)]);
      if (direction !== 'in')
        inside(name, 'iptables', '-A', 'OUTPUT', '-d', peer, '-p', 'tcp', ...port('--dport'), '-j', 'DROP');
      if (direction !== 'out')
        inside(name, 'iptables', '-A', 'INPUT', '-s', peer, '-p', 'tcp', ...port('--sport'), '-j', 'DROP');
    },
    heal: (name) => inside(name, 'iptables', '-F'),
    remove,
  };
}

function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function attempt(command: string, ...words: string[]): void {
  try {
    run(command, ...words);
  } catch {
    // It was never made, or is gone.
  }
}
