import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

import { copyFaults, dockerfileFaults, secretFaults, yamlFaults } from './deploy-rules.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => readFileSync(`${root}${file}`, 'utf8');
const dockerfile = read('deploy/docker/Dockerfile');
const ignore = read('.dockerignore');
const manifest = JSON.parse(read('package.json'));

test('an instruction that does not exist, and another Node than everybody else runs, are found', () => {
  expect(dockerfileFaults(dockerfile.replace('\nUSER ', '\nUSR '), manifest)).toEqual([
    expect.stringMatching(/^deploy\/docker\/Dockerfile:\d+ Unknown instruction: USR$/),
  ]);
  const older = dockerfile.replace(/NODE_VERSION=\S+/, 'NODE_VERSION=22.0.0');
  expect(dockerfileFaults(older, manifest)).toEqual([expect.stringContaining('NODE_VERSION is not 24')]);
});

test('something to copy that is not there, or is kept out, is found', () => {
  const more = `${dockerfile}COPY nothing/here \\\n  here\n`;
  expect(copyFaults(more, ignore, root)).toEqual(['deploy/docker/Dockerfile copies nothing/here, which is not there']);
  expect(copyFaults(dockerfile, ignore.replace('!/LICENSE\n', ''), root)).toEqual([
    '.dockerignore keeps LICENSE out, which is copied',
  ]);
});

test('a secret that would be sent to whoever builds is found', () => {
  expect(secretFaults(ignore.replace('**/.env\n', ''))).toContain('.dockerignore lets packages/server/.env in');
  expect(secretFaults(ignore.replace(/^\*$/m, ''))).toContain('.dockerignore lets .git/config in');
});

test('an image without a version, an action without its commit, and what is no YAML are found', () => {
  const image = 'services:\n  proxy:\n    image: caddy\n  cache:\n    image: redis:latest\n  x:\n    image: a/b:1.2\n';
  expect(yamlFaults('x.yaml', image)).toEqual([
    'x.yaml image caddy names no version',
    'x.yaml image redis:latest names no version',
  ]);
  const action = 'steps:\n  - uses: actions/checkout@v4\n';
  expect(yamlFaults('x.yml', action)).toEqual(['x.yml actions/checkout@v4 is not pinned by its commit']);
  expect(yamlFaults('x.yml', 'jobs:\n  ci:\n    uses: ./.github/workflows/ci.yml\n')).toEqual([]);
  expect(yamlFaults('x.yaml', 'a: [1')).toHaveLength(1);
});
