import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import ts from 'typescript';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
// npm itself runs on the machine's own Node.js, and its scripts on a newer one: this suite asks the former too.
const nodes = new Set([process.execPath, process.env.npm_node_execpath ?? process.execPath]);

const probe = `
import { createVerifier } from './src/index.js';
import { startAuthorizationServer } from './test/authorization-server.js';
const server = await startAuthorizationServer();
const { issuer, audience, serviceKey } = server;
const verifier = createVerifier({ issuer, audience, serviceKey });
await verifier.ready();
const token = await server.sign();
const codeOf = (options) => verifier.verify(token, options).then(({ sub }) => sub, ({ name, code }) => [name, code]);
const verdicts = [await codeOf()];
server.stream.cut();
server.stream.revoke({ id: 'session-1' });
while (verifier.state().sequence !== 1) await new Promise((resolve) => setTimeout(resolve, 10));
verdicts.push(await codeOf(), server.stream.asked);
await verifier.close();
await server.stop();
console.log(JSON.stringify(verdicts));
`;

function compile(folder: string) {
  for (const file of globSync('{src,test}/**/*.ts', { cwd: root }).filter((name) => !name.endsWith('.test.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, file), 'utf8'), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        rewriteRelativeImportExtensions: true,
      },
    });
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), outputText);
  }
  writeFileSync(join(folder, 'probe.js'), probe);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}

it.each([...nodes])(
  'the compiled package verifies and follows the stream on %s, and lets the process end',
  async (node) => {
    // Below node_modules, so that the JWT library is found.
    const cache = join(root, '../../node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'verifier-'));
    try {
      compile(folder);
      const { stdout } = await run(node, [join(folder, 'probe.js')]);
      expect(JSON.parse(stdout)).toEqual(['account-1', ['BearerRefusal', 'invalid_token'], [null, '0']]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
