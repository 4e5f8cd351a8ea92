import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Door } from '#proof/load/ask.ts';
import { findFreePort } from '#test/start-service.ts';

/** An nginx in front of nodes on this machine, as `docs/guides/operating.md` sets it up. */
export type RunningNginx = Door & {
  /** What it says of nodes that do not answer. */
  errors(): string;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
};

/** Where `nginx` is not installed, suites that need one say loudly that they did not run. */
export const hasNginx = (): boolean => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const addressOf = ({ url }: Door): string => new URL(url).host;

const configuration = (port: number, nodes: readonly Door[], directory: string): string => `
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${directory}/nginx.pid;
error_log ${directory}/error.log warn;
events { worker_connections 256; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`).join('\n  ')}
  # After a second try both are named: the last one has answered.
  map $upstream_addr $answered_by {
    ${nodes.map((node) => `"~${addressOf(node)}$" ${node.name};`).join('\n    ')}
  }
  upstream portress {
    ${nodes.map((node) => `server ${addressOf(node)} fail_timeout=1s;`).join('\n    ')}
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://portress;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      add_header X-Answered-By $answered_by always;
    }
  }
}
`;

export async function startNginx(nodes: readonly Door[]): Promise<RunningNginx> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-nginx-'));
  const port = await findFreePort();
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, configuration(port, nodes, directory));
  const child = spawn('nginx', ['-c', file, '-e', join(directory, 'error.log')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // A test that fails must not leave a server behind.
  const endChild = (): void => void child.kill('SIGTERM');
  process.once('exit', endChild);
  child.once('exit', () => process.off('exit', endChild));
  const deadline = performance.now() + 10_000;
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`nginx did not start:\n${readFileSync(join(directory, 'error.log'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    name: 'nginx',
    url: `http://127.0.0.1:${port}`,
    errors: () => readFileSync(join(directory, 'error.log'), 'utf8'),
    remove: async () => {
      endChild();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
