// npm run check: everything that has to hold before a change goes in. It is exactly what the continuous integration runs.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const inModules = (path) => join(root, 'node_modules', path);
const node = (...args) => [process.execPath, ...args];
const script = (name, ...args) => node(join(root, 'scripts', name), ...args);

const steps = {
  format: {
    title: 'format and lint',
    commands: () => [node(inModules('@biomejs/biome/bin/biome'), 'ci', '--colors=off')],
  },
  types: { title: 'types', commands: typeCommands },
  lint: {
    title: 'lint with types',
    commands: () => [node(inModules('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings')],
  },
  imports: {
    title: 'import rules',
    commands: () => [
      node(
        inModules('dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config',
        '.dependency-cruiser.mjs',
        'packages',
        'e2e',
        'bench',
        'proof',
        'examples',
      ),
    ],
  },
  names: { title: 'names and environment', commands: () => [script('house-rules.mjs')] },
  unused: { title: 'dead code', commands: () => [node(inModules('knip/bin/knip.js'), '--no-progress')] },
  tests: {
    title: 'unit and store suites',
    commands: () => [node(inModules('vitest/vitest.mjs'), 'run')],
    isShown: true,
  },
  openapi: { title: 'OpenAPI document', commands: () => [script('openapi.mjs', '--compare')] },
  postman: { title: 'Postman collection', commands: () => [script('postman.mjs', '--compare')] },
  languages: { title: 'words of pages and mails', commands: () => [script('languages.mjs')] },
  cases: { title: 'misuse cases and tests', commands: () => [script('cases.mjs', '--compare')] },
  deploy: {
    title: 'images and Compose files',
    commands: () => [
      script('deploy-rules.mjs'),
      node(
        inModules('dclint/bin/dclint.cjs'),
        '-c',
        'deploy/compose/.dclintrc.yaml',
        '--max-warnings',
        '0',
        '-r',
        'deploy/compose',
      ),
    ],
  },
  licences: { title: 'licences', commands: () => [script('licences.mjs')] },
  secrets: { title: 'secrets', commands: secretCommands },
  sdk: { title: 'SDK as it is published', commands: () => [script('sdk-package.mjs')] },
  verifier: { title: 'verifier as it is published', commands: () => [script('verifier-package.mjs')] },
  documentation: {
    title: 'documentation and its links',
    commands: () => [script('build-documentation.mjs', '--force')],
  },
  web: { title: 'web build and size', commands: () => [script('web-size.mjs')] },
};

const names = Object.keys(steps).join(', ');
const usage = `Usage: npm run check [-- options]

Runs, in this order: ${names}.
Stops at the first step that fails, with exit code 1.

  --only STEP    run this step only (may be repeated)
  --skip STEP    leave this step out (may be repeated); the summary says so
  --keep-going   run the remaining steps after a failure
  --results FILE write {passed, failed}, the numbers of steps, to a file
  --help         this text`;

const options = readOptions();
if (options.help) console.log(usage);
else process.exitCode = await runSteps();

function readOptions() {
  const many = { type: 'string', multiple: true, default: [] };
  const one = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({
      options: { only: many, skip: many, 'keep-going': one, help: { ...one, short: 'h' }, results: { type: 'string' } },
    });
    const unknown = [...values.only, ...values.skip].find((name) => !Object.hasOwn(steps, name));
    if (unknown) throw new Error(`there is no step "${unknown}"; there are ${names}`);
    return values;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

async function runSteps() {
  const results = [];
  for (const [name, step] of Object.entries(steps)) {
    if (options.only.length > 0 && !options.only.includes(name)) continue;
    const hasFailed = results.some(({ outcome }) => outcome === 'failed');
    const isLeftOut = options.skip.includes(name) || (hasFailed && !options['keep-going']);
    results.push({ step, outcome: isLeftOut ? 'not run' : await runStep(step) });
  }
  return summarize(results);
}

async function runStep(step) {
  const startedAt = performance.now();
  const results = [];
  try {
    for (const command of step.commands()) results.push(await run(command, step.isShown));
  } catch (error) {
    results.push({ code: 1, output: error.message });
  }
  const failed = results.filter(({ code }) => code !== 0);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${failed.length > 0 ? '✗' : '✓'} ${step.title.padEnd(24)} ${seconds.padStart(6)} s`);
  for (const { output, code } of failed) console.log(output.trimEnd() || `exit code ${code}`);
  return failed.length > 0 ? 'failed' : 'passed';
}

function run([command, ...args], isShown = false) {
  const env = { ...process.env, ...(isShown ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }) };
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: isShown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}

function summarize(results) {
  const titles = (outcome) => results.filter((result) => result.outcome === outcome).map(({ step }) => step.title);
  const [failed, left] = [titles('failed'), titles('not run')];
  console.log(`\n${titles('passed').length} of ${results.length} steps passed`);
  if (left.length > 0) console.log(`not run: ${left.join(', ')}`);
  if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
  const numbers = { passed: titles('passed').length, failed: failed.length };
  if (options.results) writeFileSync(options.results, JSON.stringify(numbers));
  return failed.length > 0 ? 1 : 0;
}

function typeCommands() {
  const packages = ['server', 'sdk', 'verifier', 'web', 'documentation'].map((name) => `packages/${name}`);
  const examples = ['examples', 'examples/react-express', 'examples/server-rendered'];
  const projects = ['.', ...packages, 'e2e', 'bench', 'proof', ...examples];
  const missing = projects.filter((project) => !existsSync(join(root, project, 'tsconfig.json')));
  if (missing.length > 0) throw new Error(`no tsconfig.json in ${missing.join(', ')}`);
  return projects.map((project) => node(inModules('@typescript/native/bin/tsc'), '--noEmit', '-p', project));
}

function secretCommands() {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  const files = listed.filter((file) => file && existsSync(join(root, file)));
  return [node(inModules('secretlint/bin/secretlint.js'), '--no-glob', ...files)];
}
