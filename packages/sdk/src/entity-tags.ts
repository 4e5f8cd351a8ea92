import type { Answer } from './exchange.ts';

/** Kept beside the bodies: whoever lets go of a body lets go of its tag. */
const tags = new WeakMap<object, string>();

/** Tags are made of what is answered, so one that was weakened by compression on the way is strong again without its mark. */
export function rememberTag<Body>({ body, headers }: Answer<Body>): void {
  const tag = headers.get('etag');
  if (tag !== null && typeof body === 'object' && body !== null) tags.set(body, tag.replace(/^W\//, ''));
}

/**
 * The `ETag` with which an answer came, to be sent back as `If-Match`. It belongs to the very object that a call has
 * answered with, not to a copy of it.
 */
export const tagOf = (answer: object): string | undefined => tags.get(answer);
