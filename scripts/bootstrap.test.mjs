import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = fileURLToPath(new URL('.', import.meta.url));
let tree;

// A stand-in for npm that installs a Node.js as the real one does, and that can be told to fail or to hang.
const fakeNpm = `#!/bin/sh
echo "$@" >> "$TREE/npm-calls"
[ -e "$TREE/npm-fails" ] && exit 7
mkdir -p node_modules/.bin
[ -e "$TREE/npm-hangs" ] && exec sleep 60
[ -e "$TREE/npm-is-slow" ] && sleep 3
sleep 0.3
[ -e "$TREE/npm-has-no-node" ] || ln -sf "$REAL_NODE" node_modules/.bin/node
echo '{}' > node_modules/.package-lock.json
`;
const oldNode = '#!/bin/sh\necho 20.19.0\n';

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'portress-bootstrap-'));
  for (const folder of ['scripts', 'bin']) mkdirSync(join(tree, folder));
  for (const name of ['bootstrap.mjs', 'file-lock.mjs']) copyFileSync(join(scripts, name), join(tree, 'scripts', name));
  writeFileSync(join(tree, 'package-lock.json'), '{"lockfileVersion":3}');
  plantCommand('npm', fakeNpm);
  plantCommand('node', oldNode);
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function plantCommand(name, text) {
  writeFileSync(join(tree, 'bin', name), text);
  chmodSync(join(tree, 'bin', name), 0o755);
}

const mark = (name) => writeFileSync(join(tree, name), '');
const unmark = (name) => rmSync(join(tree, name));
const npmCalls = () =>
  existsSync(join(tree, 'npm-calls')) ? readFileSync(join(tree, 'npm-calls'), 'utf8').trim().split('\n') : [];

function start() {
  const env = {
    PATH: `${join(tree, 'node_modules/.bin')}:${join(tree, 'bin')}:/usr/bin:/bin`,
    TREE: tree,
    REAL_NODE: process.execPath,
  };
  const child = spawn(process.execPath, [join(tree, 'scripts/bootstrap.mjs')], {
    cwd: tree,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  return { child, ended };
}

const bootstrap = () => start().ended;

async function untilNpmWasCalled() {
  while (npmCalls().length === 0) await sleep(20);
}

describe.skipIf(process.platform === 'win32')('the bootstrap', () => {
  it('installs on a fresh clone, with what development needs, and does nothing afterwards', async () => {
    const first = await bootstrap();
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('Installing packages, once') });
    expect(npmCalls()).toEqual([expect.stringMatching(/^ci --include=dev --include=optional /)]);

    expect(await bootstrap()).toEqual({ code: 0, output: '' });
    expect(npmCalls()).toHaveLength(1);
  });

  it('installs again when the lock file has changed', async () => {
    await bootstrap();
    await sleep(20);
    writeFileSync(join(tree, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');
    expect((await bootstrap()).output).toContain('Packages are out of date');
    expect(npmCalls()).toHaveLength(2);
  });

  it('believes an installation that a person made by hand', async () => {
    await bootstrap();
    rmSync(join(tree, 'node_modules/.portress-installed.json'));
    expect(await bootstrap()).toEqual({ code: 0, output: '' });
    expect(npmCalls()).toHaveLength(1);
  });

  it('says that npm failed, and repairs at the next run', async () => {
    mark('npm-fails');
    const failed = await bootstrap();
    expect(failed).toMatchObject({ code: 1, output: expect.stringContaining('npm ci ended with exit code 7') });
    unmark('npm-fails');
    expect((await bootstrap()).code).toBe(0);
    expect(npmCalls()).toHaveLength(2);
  });

  it('repairs an installation that was killed in the middle', async () => {
    mark('npm-hangs');
    const { child, ended } = start();
    await untilNpmWasCalled();
    process.kill(-child.pid, 'SIGKILL');
    await ended;
    unmark('npm-hangs');
    expect((await bootstrap()).code).toBe(0);
    expect(npmCalls()).toHaveLength(2);
  });

  it('installs once when two start at the same time', async () => {
    // On a busy machine the second one may begin a good while after the first.
    mark('npm-is-slow');
    const [one, other] = await Promise.all([bootstrap(), bootstrap()]);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(one.output + other.output).toContain('Another installation is running');
    expect(npmCalls()).toHaveLength(1);
  });

  it('says what to do where npm serves no Node.js and the one found is too old', async () => {
    mark('npm-has-no-node');
    const { code, output } = await bootstrap();
    expect(code).toBe(1);
    expect(output).toContain('Portress needs Node.js 24 or newer; the one found here is 20.19.0');
    expect(output).toContain('https://nodejs.org/en/download');
    // After installing a newer one the same command goes on without a second installation.
    plantCommand('node', '#!/bin/sh\necho 24.21.0\n');
    expect((await bootstrap()).code).toBe(0);
    expect(npmCalls()).toHaveLength(1);
  });
});
