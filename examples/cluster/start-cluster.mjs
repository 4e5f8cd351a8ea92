// PostgreSQL, Redis, two nodes, nginx in front of them and a resource server behind, each a process.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startPostgres } from '../../packages/server/test/servers/start-postgres.ts';
import { startRedis } from '../../packages/server/test/servers/start-redis.ts';
import { untilReady } from '../equipment/run-example.mjs';
import { createServiceKey, startPortress } from '../equipment/start-portress.mjs';

const template = fileURLToPath(new URL('nginx.conf', import.meta.url));
const notesApi = fileURLToPath(new URL('../equipment/notes-api.mjs', import.meta.url));

/** Debian's nginx is where only the superuser looks. */
const withSbin = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;

/** @returns {string[]} the packages of Debian that are needed and missing */
export function findMissingPackages() {
  const needed = { nginx: 'nginx-light', 'redis-server': 'redis-server' };
  return Object.entries(needed).flatMap(([program, debianPackage]) => {
    try {
      execFileSync(program, ['-v'], { stdio: 'ignore', env: { PATH: withSbin } });
      return [];
    } catch {
      return [debianPackage];
    }
  });
}

/**
 * @param {import('../equipment/run-example.mjs').Stage} stage
 * @param {number} port of nginx; the nodes and the resource server are on the next three
 * @param {(name: 'a' | 'b', start: () => Promise<unknown>) => void} onNodeEnd told when a node ends and nobody here wanted it
 */
export async function startCluster(stage, port, onNodeEnd) {
  const ports = { nginx: port, a: port + 1, b: port + 2, notes: port + 3 };
  const publicUrl = `http://127.0.0.1:${ports.nginx}`;
  const postgres = await withoutNewListeners(['SIGINT', 'SIGTERM', 'SIGHUP'], () => startPostgres());
  stage.atEnd(() => postgres.remove());
  const redis = await startRedis();
  stage.atEnd(() => redis.remove());

  // Both nodes have the same settings, letter by letter; only the port is their own.
  const settings = {
    NODE_ENV: 'production',
    PUBLIC_URL: publicUrl,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SECRET_KEY: randomBytes(48).toString('base64url'),
    TRUSTED_PROXIES: '127.0.0.1',
  };
  const nodes = {};
  const startNode = async (name) => {
    // One that has never been ready has a fault, which the start itself tells.
    const onEnd = () => nodes[name] && onNodeEnd(name, () => startNode(name));
    const started = await startPortress(stage, {
      port: ports[name],
      name: `node ${name.toUpperCase()}`,
      settings,
      onEnd,
    });
    nodes[name] = started.service;
    return started;
  };
  // Both at once: the migrations wait for each other.
  const [a] = await Promise.all([startNode('a'), startNode('b')]);
  const nginx = await startNginx(stage, ports);
  const serviceKey = await createServiceKey(a.env, 'notes', ['revocations:read']);
  const notes = stage.start('the notes API', process.execPath, [notesApi, String(ports.notes)], {
    env: { PORTRESS_ISSUER: publicUrl, PORTRESS_AUDIENCE: publicUrl, PORTRESS_SERVICE_KEY: serviceKey },
  });
  await untilReady(`http://127.0.0.1:${ports.notes}/readyz`, notes);

  return {
    publicUrl,
    ports,
    redis,
    postgres,
    nodes,
    nginx,
    notes,
    nodeUrl: (name) => `http://127.0.0.1:${ports[name]}`,
    notesUrl: `http://127.0.0.1:${ports.notes}`,
    /** As an update does it: SIGTERM, wait for the end, start, wait until it is ready. */
    roll: async (name) => {
      await nodes[name].end();
      await startNode(name);
    },
  };
}

/** The package around PostgreSQL ends the process at each signal, before anything else here has been ended. */
async function withoutNewListeners(signals, deed) {
  const known = new Set(signals.flatMap((signal) => process.rawListeners(signal)));
  const outcome = await deed();
  for (const signal of signals)
    for (const listener of process.rawListeners(signal)) if (!known.has(listener)) process.off(signal, listener);
  return outcome;
}

async function startNginx(stage, ports) {
  const folder = join(stage.folder, 'nginx');
  mkdirSync(folder);
  const values = { folder, port: ports.nginx, node_a: ports.a, node_b: ports.b };
  const configuration = readFileSync(template, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
  writeFileSync(join(folder, 'nginx.conf'), configuration);
  // As root its workers would become somebody who may not look into this folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', `daemon off; ${user}`];
  const nginx = stage.start('nginx', 'nginx', args, { env: { PATH: withSbin } });
  await untilReady(`http://127.0.0.1:${ports.nginx}/readyz`, nginx);
  return nginx;
}
