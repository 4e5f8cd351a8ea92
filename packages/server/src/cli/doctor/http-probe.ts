import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

export type ProbeAnswer = {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  /** The address of this machine that the connection went out from. */
  localAddress: string;
};

const patienceMilliseconds = 4000;
const longestBody = 64 * 1024;

/** One request that follows no redirect, trusts no bad certificate and does not wait for long. */
export function probe(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<ProbeAnswer> {
  const send = url.startsWith('https:') ? requestSecure : requestPlain;
  const content = body === undefined ? undefined : JSON.stringify(body);
  const allHeaders = { ...headers, ...(content !== undefined && { 'content-type': 'application/json' }) };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(patienceMilliseconds);
    const sending = send(url, { method, headers: allHeaders, agent: false, signal }, (answer) => {
      const localAddress = answer.socket.localAddress ?? '';
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > longestBody) sending.destroy(new Error('the answer is far too long'));
        else chunks.push(chunk);
      });
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
          localAddress,
        }),
      );
      answer.once('error', reject);
    });
    sending.once('error', (error) => reject(signal.aborted ? new Error('no answer within 4 seconds') : error));
    sending.end(content);
  });
}

/** The `code` of a problem, or undefined for anything else: then something other than this service answered. */
export function problemCodeOf({ body }: ProbeAnswer): string | undefined {
  return readJson<{ code?: string }>(body)?.code;
}

export function readJson<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
