/** Of each answer that had one; gone with the answer. */
const etags = new WeakMap<object, string>();

/**
 * Keeps the `ETag` beside the body that came with it. Whoever compresses on the way makes it weak, and a weak one would never
 * match again; the service's own are strong.
 *
 * @returns the body
 */
export function keepEtag<Body>(body: Body, headers: Headers): Body {
  const etag = headers.get('etag');
  if (etag !== null && typeof body === 'object' && body !== null) etags.set(body, etag.replace(/^W\//, ''));
  return body;
}

/** The `ETag` of an answer of this client, for `If-Match`; a copy of the answer has none. */
export const etagOf = (answer: object): string | undefined => etags.get(answer);
