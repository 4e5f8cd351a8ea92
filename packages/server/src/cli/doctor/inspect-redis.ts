import { Redis as Client } from 'ioredis';
import { messageOf } from '#platform/message-of.ts';
import { answerWithin } from '#platform/redis/answer-within.ts';
import { clientOptions } from '#platform/redis/client-options.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

const name = 'Redis';
const patienceMilliseconds = 4000;
const pings = 5;
/** A request waits 50 ms for Redis at most, and asks it several times. */
const slowMilliseconds = 10;
const loopbackHosts = new Set(['', 'localhost', '127.0.0.1', '[::1]']);

/** Whether Redis answers, how fast, which one it is, and what it does when it is full. */
export async function inspectRedis({ redisUrl }: Pick<Config, 'redisUrl'>): Promise<Finding[]> {
  if (redisUrl === null)
    return [ok(name, 'none: fine for one process; several count apart, each within its part of every limit')];
  const client = new Client(redisUrl, { ...clientOptions('portress-doctor'), retryStrategy: null });
  let reason: string | undefined;
  client.on('error', (error: Error) => {
    reason ??= error.message;
  });
  try {
    return await answerWithin(patienceMilliseconds, async () => {
      await client.connect();
      const facts = parseInfo(await client.info());
      return [
        ok(name, `${facts.get('redis_version') ?? 'an unknown version'} answers`),
        ...inspectEncryption(redisUrl),
        inspectRole(facts),
        inspectEviction(facts),
        await inspectLatency(client),
      ].filter((finding) => finding !== null);
    });
  } catch (error) {
    return [
      fault(
        name,
        `does not answer: ${reason ?? messageOf(error)}`,
        'Look at REDIS_URL: host, port, user, password, and rediss:// where it speaks TLS. The service runs without it, each node counting for itself.',
      ),
    ];
  } finally {
    client.disconnect();
  }
}

/** `name:value` lines. */
const parseInfo = (text: string): Map<string, string> =>
  new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );

function inspectEncryption(url: string): Finding[] {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (url.startsWith('rediss:') || loopbackHosts.has(host)) return [];
  return [
    warning(
      name,
      'the connection is not encrypted: its password can be read on the way',
      'Use rediss://, unless the network between is yours alone.',
    ),
  ];
}

const inspectRole = (facts: Map<string, string>): Finding | null =>
  facts.get('role') === 'slave'
    ? fault(name, 'this is a replica, which takes no writes', 'Let REDIS_URL name the main server.')
    : null;

function inspectEviction(facts: Map<string, string>): Finding {
  const policy = facts.get('maxmemory_policy') ?? 'unknown';
  const most = facts.get('maxmemory') ?? '0';
  if (most === '0')
    return ok(name, `maxmemory is not set; what lies there expires by itself (maxmemory-policy ${policy})`);
  if (policy.startsWith('allkeys-') || policy.startsWith('volatile-'))
    return ok(
      name,
      `maxmemory-policy ${policy}: harmless, each node remembers what it counted itself, and revocations are not there`,
    );
  return ok(name, `maxmemory-policy ${policy}: when it is full, each node counts in memory until there is room`);
}

async function inspectLatency(client: Client): Promise<Finding> {
  const taken: number[] = [];
  for (let n = 0; n < pings; n += 1) {
    const askedAt = performance.now();
    await client.ping();
    taken.push(performance.now() - askedAt);
  }
  const median = taken.toSorted((a, b) => a - b)[Math.floor(pings / 2)] ?? 0;
  const told = `answers in ${median.toFixed(1)} ms`;
  return median < slowMilliseconds
    ? ok(name, told)
    : warning(name, told, 'Put it nearer: a request asks it several times, and gives it up after 50 ms.');
}
