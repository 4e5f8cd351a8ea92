import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { root } from './start-service.ts';

export const builtSdk = join(root, 'packages/sdk/dist');
const pages = join(root, 'packages/sdk/test/pages');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** The SDK as it is published, from the sources that are there. */
export function buildSdk(): void {
  runScript('--build');
}

export interface ForeignOrigin {
  origin: string;
  close: () => Promise<void>;
}

/** An application that is none of the service's: its pages, and below `/sdk/` the built package. */
export async function openForeignOrigin(port: number): Promise<ForeignOrigin> {
  const bundled = join(tmpdir(), `portress-react-page-${port}.js`);
  runScript('--page', join(pages, 'react-page.ts'), bundled);
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const body = readFileSync(fileOf(pathname, bundled), 'utf8');
      answer.setHeader('content-type', `${types[extname(pathname)] ?? 'text/plain'}; charset=utf-8`);
      // A worker has no import map.
      answer.end(pathname === '/worker.js' ? body.replace("'@portress/sdk'", "'./sdk/index.js'") : body);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileOf(path: string, bundled: string): string {
  if (path === '/react-page.js') return bundled;
  const name = path.split('/').at(-1) ?? '';
  return path.startsWith('/sdk/') ? join(builtSdk, name) : join(pages, name);
}

function runScript(...args: string[]): void {
  const { status } = spawnSync(process.execPath, ['scripts/sdk-package.mjs', ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the SDK could not be built; the message stands above');
}
