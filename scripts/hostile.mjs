// npm run hostile: the fuzzing of proof/ by itself, with a number and a seed of one’s own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = `Usage: npm run hostile [-- options]

Starts a service on a free port of this machine, on SQLite and then on PostgreSQL, and sends it requests made from its own
OpenAPI document: valid ones, nearly valid ones and broken ones, with what it answered before in the wrong places. Every
answer is held against the document; a 5xx, a status, type or body that the document does not name, an answer that tells
what is inside, a valid request that is not read and a wrong field that is not named is a fault. Stops by itself.

  --requests N   how many on each database (by default 50000: about four minutes)
  --seed N       another seed makes other requests (by default 1)
  --help         this text`;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false, short: 'h' },
  },
});
if (values.help) console.log(usage);
else if (!/^[1-9]\d{0,6}$/.test(values.requests) || !/^\d{1,6}$/.test(values.seed)) {
  console.error(`--requests and --seed must be whole numbers\n\n${usage}`);
  process.exitCode = 2;
} else {
  const config = join(root, 'proof/vitest.config.ts');
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config, 'fuzzing/'];
  const env = { ...process.env, HOSTILE_REQUESTS: values.requests, PROOF_SEED: values.seed };
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}
