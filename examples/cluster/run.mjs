// npm run demo:cluster: many nodes on one machine, to be broken by hand, or `--once` by themselves.
import { runExample } from '../equipment/run-example.mjs';
import { findMissingPackages, startCluster } from './start-cluster.mjs';
import { walk } from './walk.mjs';

const usage = `Usage: npm run demo:cluster [-- --port N] [-- --once]

Starts PostgreSQL (which npm brings), redis-server, two nodes of Portress, nginx in front of them and an API that accepts their
tokens. Everything lies in a folder of its own, and ends and goes with Ctrl-C.

  --port N    nginx; the nodes and the API are on the next three ports (8400 by default)
  --once      walks through it: signs up, in and out, stops Redis, restarts both nodes, says what came of it, and ends
              with 0 when all went well and with 1 when it didn't`;

const awaySeconds = 10;
const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const options = { port: { type: 'string', default: '8400' }, once: { type: 'boolean', default: false } };

await runExample({ usage, options }, async (stage) => {
  const missing = findMissingPackages();
  if (missing.length > 0)
    throw new Error(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing. On Debian and Ubuntu:
  apt-get install ${missing.join(' ')}
What that starts by itself is not used here: systemctl disable --now nginx redis-server`);
  const cluster = await startCluster(
    stage,
    Number(stage.options.port),
    (name, start) => void startNodeAgain(name, start),
  );
  console.log(table(cluster));
  if (stage.options.once) return walk(cluster);
  console.log(whatToTry(cluster));
  const watch = setInterval(() => void startAgain(cluster), 1000);
  stage.atEnd(() => clearInterval(watch));
});

/** What was stopped by hand stays away long enough to be missed. */
async function startNodeAgain(name, start) {
  const node = `node ${name.toUpperCase()}`;
  console.log(`${node} has ended; it is started again in ${awaySeconds} seconds`);
  await wait(awaySeconds);
  // One that ends at once, because PostgreSQL is away too, comes here again.
  await start().then(
    () => console.log(`${node} is ready again`),
    () => {},
  );
}

const away = new Set();
async function startAgain({ redis, postgres }) {
  for (const [name, server, isThere] of [
    ['Redis', redis, () => redis.command('PING')],
    ['PostgreSQL', postgres, async () => process.kill(postgres.pid(), 0)],
  ]) {
    if (away.has(name) || (await isThere().then(Boolean, () => false))) continue;
    away.add(name);
    console.log(`${name} has ended; it is started again in ${awaySeconds} seconds`);
    await wait(awaySeconds);
    await server.start();
    away.delete(name);
    console.log(`${name} is there again`);
  }
}

function table({ publicUrl, nodeUrl, notesUrl, redis, postgres, nodes, nginx, notes }) {
  const rows = [
    ['what', 'where', 'pid'],
    ['nginx', publicUrl, nginx.pid],
    ['node A', nodeUrl('a'), nodes.a.pid],
    ['node B', nodeUrl('b'), nodes.b.pid],
    ['PostgreSQL', postgres.url, postgres.pid()],
    ['Redis', redis.url, redis.pid],
    ['the notes API', notesUrl, notes.pid],
  ];
  return `\n${rows.map(([what, where, pid]) => `  ${what.padEnd(15)}${where.padEnd(60)}${pid}`).join('\n')}\n`;
}

function whatToTry({ publicUrl, notesUrl, nodeUrl, redis, postgres, nodes }) {
  return `Sign up and in, through nginx:
  curl -s ${publicUrl}/api/auth/sign-up -H 'Content-Type: application/json' -d '{"email": "anna@example.com", "password": "three quiet porters"}'
  TOKEN=$(curl -s ${publicUrl}/api/auth/sign-in -H 'Content-Type: application/json' \\
    -d '{"login": "anna@example.com", "password": "three quiet porters"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -si ${notesUrl}/notes -H "Authorization: Bearer $TOKEN"

Sign out on node A, and ask node B and the API with the same token: 401, 401.
  curl -si -X POST ${nodeUrl('a')}/api/auth/sign-out -H "Authorization: Bearer $TOKEN"
  curl -si ${nodeUrl('b')}/api/account -H "Authorization: Bearer $TOKEN"
  curl -si ${notesUrl}/notes -H "Authorization: Bearer $TOKEN"

Take something away; it is started again after ${awaySeconds} seconds. Meanwhile repeat the above.
  kill -9 ${nodes.a.pid}                                node A: nginx asks node B
  redis-cli -p ${redis.port} shutdown nosave       Redis: the nodes hear of each other by PostgreSQL
  kill -INT ${postgres.pid()}                               PostgreSQL: 503 with Retry-After, until it is there again

A walk through all of it by itself: npm run demo:cluster -- --port 8500 --once

Ctrl-C ends it.
`;
}
