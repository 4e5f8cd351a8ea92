// A resource server without its API: verifies what it is told to, and says what that cost.
import { createPublicKey, hash, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVerifier, type Verifier } from '../packages/verifier/src/index.ts';
import { answerPlans } from './child-process.ts';

export type VerifierServer = { issuer: string; audience: string; serviceKey: string; jwk: object };
export type VerifierPlan =
  /** Opens a verifier, and measures what its revocations take of the heap. */
  | { deed: 'open'; name: string; server: VerifierServer }
  /** Verifies each of the tokens that many times, one round of all after the other. */
  | { deed: 'verify'; name: string; tokens: string[]; rounds: number }
  /** Nothing but the signature: what no verifier can be quicker than. */
  | { deed: 'signature alone'; name: string; tokens: string[] }
  /** Nothing but the digest by which a remembered token is found. */
  | { deed: 'digest alone'; tokens: string[]; rounds: number }
  /** Verifies one token until it is refused. */
  | { deed: 'await refusal'; name: string; token: string };
export type VerifierResult = {
  /** Of one verification, in microseconds. */
  wall: number;
  cpu: number;
  /** Bytes that are kept after the first snapshot, and were not before. */
  heap: number;
  revocations: number;
  /** Nanoseconds of the machine's monotonic clock, as text. */
  refusedAt: string;
};

const verifiers = new Map<string, { verifier: Verifier; key: KeyObject }>();
const verifierOf = (name: string) => {
  const found = verifiers.get(name);
  if (found === undefined) throw new Error(`no verifier ${name}`);
  return found;
};
// The streams would keep it alive.
process.on('disconnect', () => process.exit());
const nothing: VerifierResult = { wall: 0, cpu: 0, heap: 0, revocations: 0, refusedAt: '0' };

answerPlans<VerifierPlan, VerifierResult>(async (plan) => {
  if (plan.deed === 'open') return open(plan);
  if (plan.deed === 'await refusal') return { ...nothing, refusedAt: await awaitRefusal(plan.name, plan.token) };
  if (plan.deed === 'digest alone')
    return time(plan.tokens.length * plan.rounds, () => {
      for (let round = 0; round < plan.rounds; round += 1) for (const token of plan.tokens) hash('sha256', token);
    });
  const { verifier, key } = verifierOf(plan.name);
  if (plan.deed === 'signature alone')
    return time(plan.tokens.length, () => {
      for (const token of plan.tokens) if (!isSigned(token, key)) throw new Error('a token is not good');
    });
  return time(plan.tokens.length * plan.rounds, async () => {
    for (let round = 0; round < plan.rounds; round += 1) for (const token of plan.tokens) await verifier.verify(token);
  });
});

async function open({ name, server }: { name: string; server: VerifierServer }): Promise<VerifierResult> {
  const before = keptHeap();
  const { issuer, audience, serviceKey } = server;
  const verifier = createVerifier({ issuer, audience, serviceKey });
  await verifier.ready();
  // What the snapshot came in is let go with the next events.
  await sleep(2_500);
  const heap = keptHeap() - before;
  verifiers.set(name, { verifier, key: createPublicKey({ key: server.jwk as JsonWebKey, format: 'jwk' }) });
  return { ...nothing, heap, revocations: verifier.state().revocations };
}

function keptHeap(): number {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('needs --expose-gc');
  for (let round = 0; round < 4; round += 1) gc();
  return process.memoryUsage().heapUsed;
}

function isSigned(token: string, key: KeyObject): boolean {
  const last = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(last + 1), 'base64url');
  return verify('sha256', Buffer.from(token.slice(0, last)), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

async function time(count: number, deed: () => Promise<void> | void): Promise<VerifierResult> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await deed();
  const wall = ((performance.now() - startedAt) * 1000) / count;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ...nothing, wall, cpu: (user + system) / count };
}

async function awaitRefusal(name: string, token: string): Promise<string> {
  const { verifier } = verifierOf(name);
  for (;;) {
    const refusal = await verifier.verify(token).then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
    if (refusal === 'invalid_token') return String(process.hrtime.bigint());
    await sleep(1);
  }
}
