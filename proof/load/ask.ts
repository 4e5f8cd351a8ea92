import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** Where one node is asked. */
export type Door = { readonly name: string; readonly url: string };

/** One answer, read to its end. */
export type Reply = {
  status: number;
  headers: Headers;
  /** What the JSON of the answer says; empty where it is none. */
  body: Record<string, unknown>;
  text: string;
};

export type Asked = {
  /** Sent as JSON, but for the fields of a form. */
  body?: unknown;
  headers?: Record<string, string>;
  timeoutMilliseconds?: number;
  /** Whose connections are used; kept ones by default. */
  agent?: Agent;
  /** The address of this machine that the request comes from: any of 127.0.0.0/8. */
  from?: string;
};

/** A connection of its own for each request, so that workers take turns. */
export const freshConnections = new Agent({ keepAlive: false });
const keptConnections = new Agent({ keepAlive: true });

/** @returns undefined where no answer came, or half of one */
export const sendRequest = (node: Door, method: string, path: string, asked: Asked = {}): Promise<Reply | undefined> =>
  call(node, method, path, asked).catch(() => undefined);

/**
 * One request, sent once: nothing is tried again behind the test's back.
 *
 * @throws {NoAnswer} where no whole answer came
 */
export function call(
  { url }: Pick<Door, 'url'>,
  method: string,
  path: string,
  { body, headers = {}, timeoutMilliseconds = 10_000, agent = keptConnections, from }: Asked = {},
): Promise<Reply> {
  const content = contentOf(body);
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const sent = request(url + path, {
    method,
    agent,
    ...(from !== undefined && { localAddress: from }),
    headers: {
      ...(content && { 'content-type': content.type, 'content-length': Buffer.byteLength(content.text) }),
      ...headers,
    },
  });
  const timer = setTimeout(
    () => sent.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`)),
    timeoutMilliseconds,
  );
  const fail = (error: Error): void => {
    clearTimeout(timer);
    reject(Object.assign(error, { isReused: sent.reusedSocket }));
  };
  sent.once('error', fail);
  sent.once('response', (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.once('error', fail);
    answer.once('end', () => {
      clearTimeout(timer);
      const text = Buffer.concat(parts).toString();
      resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer.headers), body: parseJson(text), text });
    });
  });
  sent.end(content?.text);
  return promise;
}

function contentOf(body: unknown): { type: string; text: string } | undefined {
  if (body === undefined) return undefined;
  return body instanceof URLSearchParams
    ? { type: 'application/x-www-form-urlencoded;charset=UTF-8', text: body.toString() }
    : { type: 'application/json', text: JSON.stringify(body) };
}

function headersOf(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  return headers;
}

/** A page or a table of figures is no JSON, and is there as the text. */
function parseJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
