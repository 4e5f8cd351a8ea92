// What a refresh is made of, each part alone: rotations without groups, rotations in groups, and the cryptography.
import { createHmac, createSecretKey, generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto';
import { hashSeed, parseRefreshToken } from '../packages/server/src/features/sessions/refresh-token.ts';
import { rotateSession } from '../packages/server/src/features/sessions/store.ts';
import { migrations } from '../packages/server/src/migrations/migrations.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import { createSecrets } from '../packages/server/src/platform/crypto/secrets.ts';
import type { Executor } from '../packages/server/src/platform/database/database.ts';
import { openDatabase } from '../packages/server/src/platform/database/open-database.ts';
import { openSqliteConnection } from '../packages/server/src/platform/database/sqlite-connection.ts';
import { silentLog } from '../packages/server/src/platform/log.ts';
import { answerPlans } from './child-process.ts';

export type RotationPlan =
  | { part: 'ungrouped' | 'grouped'; databaseFile: string; secretKey: string; tokens: string[]; concurrency: number }
  | { part: 'cryptography'; times: number };

export type RotationResult = { count: number; seconds: number; cpuMicroseconds: number };

type Rotation = Parameters<typeof rotateSession>[1];

answerPlans<RotationPlan, RotationResult>((plan) => {
  if (plan.part === 'cryptography') return measureCryptography(plan.times);
  const rotations = readRotations(plan.tokens, plan.secretKey);
  if (plan.part === 'ungrouped') return measureUngrouped(plan.databaseFile, rotations);
  return measureGrouped(plan.databaseFile, rotations, plan.concurrency);
});

function readRotations(tokens: readonly string[], secretKey: string): Rotation[] {
  const secrets = createSecrets([secretKey]);
  return tokens.map((text) => {
    const token = parseRefreshToken(secrets, text);
    if (token === undefined) throw new Error('a token given for the measurement is no token');
    return {
      id: token.sessionId,
      seedHash: hashSeed(token.seed),
      generation: token.generation,
      keyId: secrets.currentKeyId,
      graceSeconds: 60,
      idleSeconds: 2_592_000,
    };
  });
}

/** One transaction and one sync for each rotation: what a database driver without groups could reach at best. */
async function measureUngrouped(file: string, rotations: readonly Rotation[]): Promise<RotationResult> {
  const connection = openSqliteConnection(file, systemClock);
  const [begin, commit] = ['BEGIN IMMEDIATE', 'COMMIT'].map((sql) => connection.raw.prepare(sql));
  const write: Pick<Executor, 'first'> = {
    first: async (statement, parameters) => {
      begin?.run();
      const row = connection.all(statement, parameters)[0];
      commit?.run();
      return row;
    },
  };
  try {
    return await timed(rotations.length, async () => {
      for (const rotation of rotations) await rotateOnce(write as Executor, rotation);
    });
  } finally {
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    connection.close();
  }
}

/** The service's own group writer, without HTTP and without tokens, as many at once as there are connections. */
async function measureGrouped(file: string, rotations: Rotation[], concurrency: number): Promise<RotationResult> {
  const { database } = await openDatabase({
    url: `sqlite:${file}`,
    clock: systemClock,
    log: silentLog,
    migrations,
  });
  const rest = rotations.values();
  const lane = async (): Promise<void> => {
    for (const rotation of rest) await rotateOnce(database.write, rotation);
  };
  try {
    return await timed(rotations.length, () => Promise.all(Array.from({ length: concurrency }, lane)));
  } finally {
    await database.close();
  }
}

async function rotateOnce(write: Executor, rotation: Rotation): Promise<void> {
  const rotated = await rotateSession({ write }, rotation);
  if (rotated?.generation !== 2) throw new Error('a fresh session did not rotate');
}

/** What the format of the tokens asks for: a tag verified, a seed hashed, a tag made, and an ES256 signature. */
function measureCryptography(times: number): Promise<RotationResult> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createSecretKey(randomBytes(32));
  const [body, seed, claims] = [randomBytes(53), randomBytes(32), randomBytes(500)];
  return timed(times, async () => {
    for (let time = 0; time < times; time += 1) {
      createHmac('sha256', key).update(body).digest();
      hash('sha256', seed, 'buffer');
      createHmac('sha256', key).update(body).digest();
      sign('sha256', claims, privateKey);
    }
  });
}

async function timed(count: number, work: () => Promise<unknown>): Promise<RotationResult> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { count, seconds, cpuMicroseconds: (user + system) / count };
}
