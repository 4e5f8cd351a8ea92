import { Agent, request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { createJudge, type HeardAnswer } from './judge-answer.ts';
import { hostileRequests } from './make-requests.ts';
import { judgeWish } from './nearly-valid.ts';
import { type OpenApiDocument, operationsOf } from './operations.ts';
import type { HostileRequest } from './request.ts';

export type HostileRun = {
  /** By call and status: how often it was answered so. */
  counts: Map<string, Map<number, number>>;
  faults: { request: HostileRequest; answer: HeardAnswer; fault: string }[];
  requests: number;
  /** Of those made to be valid, or nearly: how many were told so, and who was not let in that far. */
  wishes: { valid: number; refusedForTheirField: number; notLetIn: number };
};

type Options = {
  url: string;
  requests: number;
  seed: number;
  /** Known before anything is asked: a person that is there, a link that works. */
  known: Partial<Record<PlaceName | `${string}-id` | `${string}-access`, string[]>>;
  /** Sessions end and accounts are deleted while this runs: others take their place. */
  renew(): Promise<Record<'email' | 'access' | 'session', string>[]>;
  tell?: (line: string) => void;
};

type PlaceName =
  | 'admin'
  | 'service-key'
  | 'invitation'
  | 'email'
  | 'password'
  | 'access'
  | 'refresh'
  | 'cookies'
  | 'session'
  | 'account'
  | 'link'
  | 'change'
  | 'code'
  | 'setup'
  | 'cursor';

const atOnce = 16;
const batch = 64;
const mostKept = 50;
const mostFaults = 20;
const knownPassword = 'correct horse battery staple';
/** A change takes one of them, and from then on it is known as well. */
const newPasswords = ['four words nobody heard', 'three patient lanterns', knownPassword];

/**
 * Sends requests made from the service's own document, with what it has answered so far in them, and judges each answer.
 * The same seed makes the same requests; what the service puts into the places differs from run to run.
 */
export async function runHostileRequests({ url, requests, seed, known, renew, tell }: Options): Promise<HostileRun> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const operations = operationsOf(document);
  const judge = createJudge(document, operations);
  const arbitrary = hostileRequests(operations);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const pools = new Map<string, string[]>(
    Object.entries({ password: [knownPassword, knownPassword, ...newPasswords], ...known }),
  );
  const run: HostileRun = {
    counts: new Map(),
    faults: [],
    requests: 0,
    wishes: { valid: 0, refusedForTheirField: 0, notLetIn: 0 },
  };
  let sent = 0;

  const one = async (made: HostileRequest): Promise<void> => {
    sent += 1;
    const marker = `mark${seed}x${sent}`;
    const filled = fillIn(made, pools, sent);
    const answer = await send(agent, url, withMarker(filled, marker, sent));
    learn(pools, made.operation, filled, answer);
    if (made.operation === 'POST /api/setup' && answer.status === 201)
      keep(pools, 'admin', await signInAsAdmin(url, filled));
    const counts = run.counts.get(made.operation) ?? new Map<number, number>();
    run.counts.set(made.operation, counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1));
    const fault = judge(made.operation, answer, marker) ?? (made.wish && judgeWish(made.wish, answer));
    if (made.wish !== undefined) countWish(run, made, answer.status);
    if (fault !== undefined && run.faults.length < mostFaults) run.faults.push({ request: filled, answer, fault });
  };

  for (let batches = 0; run.requests < requests && run.faults.length < mostFaults; batches += 1) {
    const made = fc.sample(arbitrary, {
      seed: seed * 1_000_003 + batches,
      numRuns: Math.min(batch, requests - run.requests),
    });
    for (let start = 0; start < made.length; start += atOnce)
      await Promise.all(made.slice(start, start + atOnce).map(one));
    run.requests += made.length;
    if (batches % 4 === 0) {
      await readInbox(url, pools);
      for (const one of await renew()) {
        for (const [name, value] of Object.entries(one)) keep(pools, name, value);
        keepPair(pools, 'sessions', one.session, one.access);
      }
    }
    if (tell && batches % 100 === 99) tell(`${run.requests} of ${requests}`);
  }
  agent.destroy();
  return run;
}

function countWish({ wishes }: HostileRun, { wish }: HostileRequest, status: number): void {
  if ([401, 403, 429].includes(status)) wishes.notLetIn += 1;
  else if (wish === 'valid') wishes.valid += 1;
  else wishes.refusedForTheirField += 1;
}

/** Puts what is known into the places, another one each time. */
function fillIn(made: HostileRequest, pools: ReadonlyMap<string, string[]>, turn: number): HostileRequest {
  const fill = (text: string): string =>
    text.replace(/\{\{([\w-]+)\}\}/g, (_, name: string) => {
      if (name === 'new-email') return `new-${turn}-${Math.trunc(performance.now() * 1000)}@example.com`;
      if (name === 'new-password') return newPasswords[turn % newPasswords.length] ?? '';
      if (name === 'grant') return turn % 2 === 0 ? 'password' : 'refresh_token';
      if (name === 'newest-access') return pools.get('access')?.at(-1) ?? 'no-access';
      const pool = pools.get(name) ?? [];
      return pool[turn % Math.max(1, pool.length)] ?? `no-${name}`;
    });
  return {
    ...made,
    target: fill(made.target),
    headers: Object.fromEntries(Object.entries(made.headers).map(([name, value]) => [name, fill(value)])),
    body: made.body?.includes('{{') ? Buffer.from(fill(made.body.toString())) : made.body,
  };
}

/** Every request comes from another network, but each tenth: the limits of one are soon used up. */
const withMarker = (made: HostileRequest, marker: string, turn: number): HostileRequest => ({
  ...made,
  headers: {
    ...made.headers,
    'x-marker': marker,
    ...(made.headers['user-agent'] === undefined && { 'user-agent': marker }),
    ...(turn % 10 !== 0 && {
      'x-forwarded-for': `2001:db8:${(turn >> 16).toString(16)}:${(turn & 0xffff).toString(16)}::1`,
    }),
  },
});

const send = (agent: Agent, url: string, made: HostileRequest): Promise<HeardAnswer> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const { hostname, port } = new URL(url);
    // What cannot stand in a request line at all would end in this process.
    const path = made.target.replace(/[^\x21-\xff]/g, (sign) => encodeURIComponent(sign.toWellFormed()));
    const options = {
      agent,
      hostname,
      port,
      method: made.method,
      path,
      headers: { ...made.headers, ...lengthOf(made) },
    };
    const request = httpRequest(options, (answer) => {
      const parts: Buffer[] = [];
      const finish = (): void =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString(),
          milliseconds: performance.now() - startedAt,
        });
      const isStream = answer.headers['content-type'] === 'text/event-stream';
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        // It goes on for ever: the beginning is enough.
        if (isStream) {
          finish();
          request.destroy();
        }
      });
      answer.on('error', (error) => {
        if (!isStream) reject(error);
      });
      answer.on('end', finish);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection that the service has just closed: the next one is a new one.
      if (request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE'))
        send(agent, url, made).then(resolve, reject);
      else reject(new Error(`${made.method} ${made.target}: ${error.message}`));
    });
    request.end(made.body ?? undefined);
  });

const lengthOf = ({ method, body }: HostileRequest): Record<string, string> =>
  body !== null || !['GET', 'HEAD', 'OPTIONS'].includes(method) ? { 'content-length': String(body?.length ?? 0) } : {};

/** Keeps what was given out, so that it comes back in the wrong places. */
function learn(pools: Map<string, string[]>, operation: string, sent: HostileRequest, answer: HeardAnswer): void {
  if (answer.status >= 300 || !String(answer.headers['content-type']).includes('json')) return;
  const body = JSON.parse(answer.body || 'null') as Record<string, unknown> | null;
  keep(pools, 'access', body?.access_token);
  keep(pools, 'refresh', body?.refresh_token);
  keep(pools, 'session', body?.session_id);
  keep(pools, 'cursor', body?.next_cursor);
  if (operation.endsWith('/sign-up')) keep(pools, 'account', (body?.account as { id: string } | undefined)?.id);
  if (operation === 'POST /api/invitations') keep(pools, 'invitation', String(body?.url).split('#token=')[1]);
  const [, collection] = /^POST \/api\/([\w-]+)$/.exec(operation) ?? [];
  const [, token] = /^Bearer ([\w.-]+)$/.exec(sent.headers.authorization ?? '') ?? [];
  if (collection !== undefined && answer.status === 201) keepPair(pools, collection, body?.id, token);
  keepPair(pools, 'sessions', body?.session_id, body?.access_token);
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((line) => line.split(';', 1)[0]);
  if (cookies.length === 2 && operation.endsWith('/sign-in')) keep(pools, 'cookies', cookies.join('; '));
}

/** The same number of both, so that one turn takes the token of whoever the entry belongs to. */
function keepPair(pools: Map<string, string[]>, collection: string, id: unknown, token: unknown): void {
  if (typeof id !== 'string' || typeof token !== 'string') return;
  keep(pools, `${collection}-id`, id);
  keep(pools, `${collection}-access`, token);
}

function keep(pools: Map<string, string[]>, name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') return;
  const pool = pools.get(name) ?? [];
  pools.set(name, pool);
  pool.push(value);
  if (pool.length > mostKept) pool.shift();
}

/** Whoever was made the first administrator; their token is used for the calls of the administration alone, so it lives. */
async function signInAsAdmin(url: string, { body }: HostileRequest): Promise<unknown> {
  const { email, password } = JSON.parse(String(body)) as { email: string; password: string };
  const answer = await fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: email, password }),
  });
  return ((await answer.json()) as { access_token?: string }).access_token;
}

/** Links and codes that were mailed meanwhile, to be used right and wrong. */
async function readInbox(url: string, pools: Map<string, string[]>): Promise<void> {
  const answer = await fetch(`${url}/dev/inbox.json`);
  const { items } = (await answer.json()) as { items: { text: string; to: string }[] };
  for (const { text } of items.slice(0, mostKept)) {
    keep(pools, 'link', /reset-password#token=([\w-]+)/.exec(text)?.[1]);
    keep(pools, 'verify', /verify-email#token=([\w-]+)/.exec(text)?.[1]);
    keep(pools, 'change', /confirm-email#token=([\w-]+)/.exec(text)?.[1]);
    keep(pools, 'code', / {4}(\d{8})/.exec(text)?.[1]);
  }
  for (const { to } of items.slice(0, 5)) keep(pools, 'email', to);
}
