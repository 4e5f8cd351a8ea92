import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem } from '#platform/errors.ts';

/** Deeper, or of more values, than anything a client of ours has to say. */
const deepest = 32;
const mostValues = 10_000;

/**
 * Reads JSON bodies. Beyond what JSON.parse refuses: a member name that stands twice (parsers disagree about which one
 * counts, so two parts of a system could read two different requests), names that reach for an object's prototype, and
 * what is small to send and dear to parse: one mebibyte of brackets takes the parser 170 ms, and of empty objects 42 MB.
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
    // A route that takes files says itself which types they may have.
    const isUpload = request.routeOptions.config.bodyType === 'upload';
    // An empty body with a JSON content type is what `fetch` helpers send when there is nothing to say.
    if (isUpload || bytes.length === 0) return done(null, undefined);
    const members = countMembers(bytes);
    if (members === undefined)
      return done(invalidJson(`The body is deeper than ${deepest} levels or holds more than ${mostValues} values.`));
    if (!isUtf8(bytes)) return done(invalidJson());
    return parse(request, bytes.toString(), (error, value: unknown) => {
      if (error) return done(invalidJson());
      if (members !== membersKept(value)) return done(invalidJson('A member name stands twice in one object.'));
      return done(null, value);
    });
  });
}

const invalidJson = (detail = 'The body must be one JSON value in UTF-8.') => new Problem('invalid_json', { detail });

/**
 * How many `name: value` pairs the text holds: colons outside of strings.
 *
 * @returns undefined for what is too deep or has too many values; it is not read to its end
 */
function countMembers(bytes: Buffer): number | undefined {
  let members = 0;
  let values = 1;
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const character = bytes[index];
    if (isInString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) isInString = false;
    } else if (character === 0x22) isInString = true;
    else if (character === 0x3a) members += 1;
    else if (character === 0x2c) values += 1;
    else if (character === 0x7b || character === 0x5b) depth += 1;
    else if (character === 0x7d || character === 0x5d) depth -= 1;
    if (depth > deepest || values > mostValues) return undefined;
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
