import { connect } from 'node:net';

/** A way to make bytes that no honest client sends. */
type Maker = (random: Random) => string;
type Random = () => number;

const int = (random: Random, below: number): number => Math.floor(random() * below);
const pick = <T>(random: Random, items: readonly T[]): T => items[int(random, items.length)] as T;
const noise = (random: Random, most: number): string =>
  String.fromCharCode(...Array.from({ length: int(random, most) + 1 }, () => int(random, 256)));

const paths = [
  '/',
  '/healthz',
  '/api/account',
  '/api/auth/sign-in',
  '/api/auth/sign-up',
  '/api/auth/refresh',
  '/oauth/token',
];
const post = (path: string, body: string, headers = `Content-Length: ${Buffer.byteLength(body, 'latin1')}`): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
const signIn = '{"login":"nobody@example.com","password":"wrong"}';

const honest: readonly Maker[] = [
  (random) => get(pick(random, paths), 'Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.e30.AAAA\r\n'),
  (random) => post(pick(random, paths), '{"refresh_token":"AAAA"}'),
];

function mutated(random: Random): string {
  let text = pick(random, honest)(random);
  for (let times = int(random, 6) + 1; times > 0; times -= 1) {
    const at = int(random, text.length);
    const rest = text.slice(at + int(random, 4));
    text = text.slice(0, at) + pick(random, ['', '\0', '\r', '\n', '\r\n', ' ', '%', '\xff', noise(random, 8)]) + rest;
  }
  return text;
}

const deep = (random: Random, [open, shut]: readonly [string, string]): string => {
  const depth = int(random, 20_000);
  return open.repeat(depth) + pick(random, ['', '1', 'null']) + shut.repeat(pick(random, [depth, 0, 1]));
};

/** By the name of what is wrong with them. */
const makers: Readonly<Record<string, Maker>> = {
  noise: (random) => noise(random, 2000),
  mutated,
  cut: (random) => {
    const text = pick(random, honest)(random);
    return text.slice(0, int(random, text.length));
  },
  'many headers': (random) => get('/api/account', 'X-A: b\r\n'.repeat(int(random, 2500))),
  'large header': (random) => get('/healthz', `X-Large: ${'x'.repeat(int(random, 60_000))}\r\n`),
  'deep JSON': (random) =>
    post(
      '/api/auth/sign-in',
      deep(
        random,
        pick(random, [
          ['[', ']'],
          ['{"a":', '}'],
        ] as const),
      ),
    ),
  'broken JSON': (random) => post(pick(random, paths), mutatedJson(random)),
  'large body': (random) =>
    post('/api/auth/sign-in', '', `Content-Length: ${pick(random, [1_048_577, 1e15, -1, '0x10', '1e3'])}`),
  chunks: (random) =>
    post(
      '/api/auth/sign-in',
      pick(random, ['zz\r\n', '5\r\nabc', 'ffffffffffffffff\r\na', '1;x=\0\r\na\r\n', '-1\r\n']),
      'Transfer-Encoding: chunked',
    ),
  smuggling: (random) =>
    post(
      '/api/auth/sign-in',
      signIn,
      pick(random, [
        'Content-Length: 4\r\nTransfer-Encoding: chunked',
        'Content-Length: 4\r\nContent-Length: 5',
        'Transfer-Encoding: xchunked',
        'Transfer-Encoding : chunked',
        ' Content-Length: 3',
      ]),
    ),
  'first line': (random) =>
    pick(random, [
      'GET / HTTP/9.9',
      'GET  / HTTP/1.1',
      `GET ${noise(random, 40)} HTTP/1.1`,
      'PRI * HTTP/2.0',
      'CONNECT a:1 HTTP/1.1',
      `${noise(random, 20)} / HTTP/1.1`,
      'GET http://[::1 HTTP/1.1',
      `GET /${'%'.repeat(int(random, 3000))} HTTP/1.1`,
    ]).concat('\r\nHost: localhost\r\n\r\n'),
  upgrade: (random) =>
    get('/', `Connection: Upgrade\r\nUpgrade: ${pick(random, ['h2c', 'websocket', noise(random, 10)])}\r\n`),
  'another protocol': (random) =>
    pick(random, [
      '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03',
      'EHLO localhost\r\n',
      'SSH-2.0-a\r\n',
      '*1\r\n$4\r\nPING\r\n',
      '\0\0\0\x08\x04\xd2\x16\x2f',
    ]),
  ahead: (random) => get(pick(random, paths)).repeat(int(random, 40)) + noise(random, 50),
};

function mutatedJson(random: Random): string {
  const at = int(random, signIn.length);
  const odd = ['"\\ud800"', '1e999', '-', '{"__proto__":{"a":1}}', '\0', 'ï»¿', '[]', noise(random, 30)];
  return signIn.slice(0, at) + pick(random, odd) + signIn.slice(at + int(random, 10));
}

export type HostileRun = {
  sent: number;
  /** Answers by status; 0 for a connection that was closed without one. */
  statuses: Record<number, number>;
  /** What must not be: an answer of 5xx, one that is no HTTP, a connection that stays open. */
  violations: string[];
};

const patienceMilliseconds = 60_000;
const lanes = 32;

/** Sends so many of them, each on a connection of its own, and reads what comes back to its end. */
export async function sendHostileBytes(
  port: number,
  { count, random }: { count: number; random: Random },
): Promise<HostileRun> {
  const run: HostileRun = { sent: 0, statuses: {}, violations: [] };
  const names = Object.keys(makers);
  const lane = async (): Promise<void> => {
    while (run.sent < count) {
      const name = names[run.sent % names.length] ?? '';
      run.sent += 1;
      const bytes = Buffer.from(makers[name]?.(random) ?? '', 'latin1');
      const heard = await exchange(port, bytes);
      for (const violation of judge(heard, run.statuses))
        run.violations.push(`${name}: ${violation}: ${JSON.stringify(bytes.toString('latin1').slice(0, 300))}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return run;
}

/** @returns what was answered, or undefined where the connection stayed open */
function exchange(port: number, bytes: Buffer): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      socket.destroy();
    }, patienceMilliseconds);
    socket.on('data', (part: Buffer) => (heard += part.toString('latin1')));
    // A reset is as good an end as any: much was sent that nobody wanted to read.
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(isLate ? undefined : heard);
    });
    socket.end(bytes);
  });
}

function judge(heard: string | undefined, statuses: Record<number, number>): string[] {
  if (heard === undefined) return ['the connection stayed open'];
  const found = [...heard.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  if (heard !== '' && !heard.startsWith('HTTP/1.1 ')) return [`no answer of HTTP: ${heard.slice(0, 40)}`];
  for (const status of found.length > 0 ? found : [0]) statuses[status] = (statuses[status] ?? 0) + 1;
  return found.filter((status) => status >= 500).map((status) => `answered ${status}`);
}
