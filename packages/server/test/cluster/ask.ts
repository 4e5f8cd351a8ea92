/** Where one node is asked. */
export type Door = { readonly name: string; readonly url: string };

/** One answer, read to its end. */
export type Reply = { status: number; headers: Headers; body: Record<string, unknown> };

/** A body is sent as JSON, but for the fields of a form. */
export type Asked = { body?: unknown; headers?: Record<string, string>; timeoutMilliseconds?: number };

/** @returns undefined where no answer came, or half of one */
export async function sendRequest(
  node: Door,
  method: string,
  path: string,
  { body, headers = {}, timeoutMilliseconds = 10_000 }: Asked = {},
): Promise<Reply | undefined> {
  try {
    const isForm = body instanceof URLSearchParams;
    const answer = await fetch(node.url + path, {
      method,
      headers: { ...(body !== undefined && !isForm && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const text = await answer.text();
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return { status: answer.status, headers: answer.headers, body: parsed as Record<string, unknown> };
  } catch {
    return undefined;
  }
}
