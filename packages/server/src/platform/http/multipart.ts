import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { Problem } from '#platform/errors.ts';

/** RFC 2046 §5.1.1. Longer ones have broken parsers (L6). */
const longestBoundary = 70;
const boundary = /;\s*boundary=(?:"([^"]*)"|([^\s;]*))/i;

/** A form has a handful of small fields beside its file; none of them is kept. */
const bounds = {
  parts: 10,
  files: 1,
  fields: 9,
  fieldSize: 1024,
  fieldNameSize: 100,
  headerPairs: 20,
  headerSize: 4096,
};

/** The parser reads on to the end of what it was given, also behind a limit: 64 KiB of tiny parts take it 200 ms (L6). */
const sliceBytes = 4096;

const slices = (): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = 0; at < chunk.length; at += sliceBytes) this.push(chunk.subarray(at, at + sliceBytes));
      done();
    },
  });

const unreadable = (detail: string): Problem => new Problem('invalid_request', { detail });

/**
 * The part `file` of a multipart body. Its file name and its type are not looked at; parts of other names, `__proto__`
 * among them, are passed over (L7).
 *
 * @returns undefined where there is no such part
 * @throws Problem 400, 413
 */
export function readFilePart(
  raw: IncomingMessage,
  {
    contentType,
    rule,
    mostBytes,
    tooLarge,
  }: { contentType: string; rule: { mostBytes: number }; mostBytes: number; tooLarge(): Problem },
): Promise<Buffer | undefined> {
  const [, quoted, plain] = boundary.exec(contentType) ?? [];
  const length = (quoted ?? plain ?? '').length;
  if (length < 1 || length > longestBoundary)
    return Promise.reject(unreadable(`The boundary must have 1 to ${longestBoundary} characters.`));
  return new Promise((resolve, reject) => {
    const parser = new Busboy({
      headers: { 'content-type': contentType } satisfies BusboyHeaders,
      limits: { ...bounds, fileSize: rule.mostBytes },
      isPartAFile: (name) => name === 'file',
    });
    const sliced = slices();
    const chunks: Buffer[] = [];
    let size = 0;
    let hasFile = false;
    const settle = (end: () => void): void => {
      raw.unpipe(sliced);
      sliced.unpipe(parser);
      sliced.destroy();
      raw.off('data', count).off('close', breakOff).off('error', breakOff);
      end();
    };
    const refuse = (problem: Problem): void => settle(() => reject(problem));
    const breakOff = (): void => {
      if (!raw.readableEnded) refuse(unreadable('The body broke off.'));
    };
    const count = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > mostBytes) refuse(tooLarge());
    };
    parser.on('file', (_name, stream) => {
      hasFile = true;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('limit', () => refuse(tooLarge()));
      // Told by the parser as well.
      stream.once('error', () => {});
    });
    parser.once('filesLimit', () => refuse(unreadable('Send one part "file".')));
    for (const limit of ['partsLimit', 'fieldsLimit'] as const)
      parser.once(limit, () => refuse(unreadable(`Send at most ${bounds.parts} parts.`)));
    // What is fed to it after a refusal may still break it: nobody waits for that any more.
    parser.on('error', () => refuse(unreadable('The multipart body cannot be read.')));
    parser.once('finish', () => settle(() => resolve(hasFile ? Buffer.concat(chunks) : undefined)));
    raw.on('data', count).once('close', breakOff).once('error', breakOff);
    raw.pipe(sliced).pipe(parser);
    if (raw.destroyed) breakOff();
  });
}
