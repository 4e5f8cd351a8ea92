import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { root } from './start-service.ts';

export const builtSdk = join(root, 'packages/sdk/dist');
const pages = join(root, 'packages/sdk/test/pages');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** The SDK as it is published, from the sources that are there. */
export function buildSdk(): void {
  runScript('--build');
}

/** A page of its own with React in it, as an application's build would make it. */
export function bundlePage(source: string): string {
  // Within the checkout, where React is installed.
  const folder = mkdtempSync(join(root, 'node_modules/.sdk-page-'));
  try {
    const [entry, made] = [join(folder, 'page.tsx'), join(folder, 'page.js')];
    writeFileSync(entry, source);
    runScript('--page', entry, made);
    return readFileSync(made, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface ForeignOrigin {
  origin: string;
  /** Another page, which is one script. */
  show: (path: string, script: string) => void;
  /** Another page, as it stands. */
  showPage: (path: string, html: string) => void;
  close: () => Promise<void>;
}

/** An application that is none of the service's: its pages, and below `/sdk/` the built package. */
export async function openForeignOrigin(port: number): Promise<ForeignOrigin> {
  const shown = new Map<string, string>();
  const show = (path: string, script: string) => {
    const name = path.replace('.html', '.js');
    const head = '<!doctype html><html lang="en"><title>An application</title><link rel="icon" href="data:,">';
    shown.set(path, `${head}<main id="page"></main><script type="module" src=".${name}"></script>`);
    shown.set(name, script);
  };
  show('/react-page.html', bundlePage(readFileSync(join(pages, 'react-page.ts'), 'utf8')));
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const body = shown.get(pathname) ?? readFileSync(fileOf(pathname), 'utf8');
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
    show,
    showPage: (path, html) => void shown.set(path, html),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return path.startsWith('/sdk/') ? join(builtSdk, name) : join(pages, name);
}

function runScript(...args: string[]): void {
  const { status } = spawnSync(process.execPath, ['scripts/sdk-package.mjs', ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the SDK could not be built; the message stands above');
}
