import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem } from '#platform/errors.ts';

/**
 * Reads JSON bodies. Beyond what JSON.parse refuses: a member name that stands twice (parsers disagree about which one
 * counts, so two parts of a system could read two different requests), and names that reach for an object's prototype.
 */
export function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addHook('onRequest', (request, _reply, done) => {
    const encoding = request.headers['content-encoding'];
    // A compressed body may unpack to anything, and no client of ours sends one (RFC 9110 §15.5.16).
    if (encoding === undefined || encoding.toLowerCase() === 'identity') done();
    else
      done(
        new Problem('unsupported_media_type', {
          detail: 'Send the body without Content-Encoding.',
          headers: { 'accept-encoding': 'identity' },
        }),
      );
  });
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    // An empty body with a JSON content type is what `fetch` helpers send when there is nothing to say.
    if (bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(invalidJson());
    const body = bytes.toString();
    return parse(request, body, (error, value: unknown) => {
      if (error) return done(invalidJson());
      if (membersWritten(body) !== membersKept(value))
        return done(invalidJson('A member name stands twice in one object.'));
      return done(null, value);
    });
  });
}

const invalidJson = (detail = 'The body must be one JSON value in UTF-8.') => new Problem('invalid_json', { detail });

/** How many `name: value` pairs the text holds: colons outside of strings. */
function membersWritten(text: string): number {
  let members = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (isInString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) isInString = false;
    } else if (character === 0x22) isInString = true;
    else if (character === 0x3a) members += 1;
  }
  return members;
}

/** How many pairs are left after parsing. Not recursive: the depth is the sender's to choose. */
function membersKept(value: unknown): number {
  let members = 0;
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inner = Object.values(next);
    if (!Array.isArray(next)) members += inner.length;
    for (const item of inner) if (typeof item === 'object') rest.push(item);
  }
  return members;
}
