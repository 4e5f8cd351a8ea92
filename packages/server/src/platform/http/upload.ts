import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fieldProblem, Problem } from '#platform/errors.ts';
import { readFilePart } from './multipart.ts';

/**
 * A route that takes a file: the bytes themselves as the body, or multipart/form-data with one part `file`.
 * `isBare`: no form, because the type of the bytes says how they are read.
 */
export type UploadRule = { types: readonly string[]; mostBytes: number; isBare?: boolean };

/** What was sent and is not read yet: a route says first whether it wants it. */
export type Upload = {
  /** As the request has it, in lower case and without parameters. */
  type: string;
  /** The parameter `charset` of the type; null where there is none. */
  charset: string | null;
  /**
   * @throws Problem 413 as soon as it turns out to be too large, 400 where it breaks off, 422 where there is no file
   */
  read(): Promise<Buffer>;
};

const multipart = 'multipart/form-data';
const charset = /;\s*charset="?([^\s";]{1,40})/i;
/** What stands around the file in a multipart body: boundaries, headers, a few small fields. */
const mostAround = 64 * 1024;

/**
 * Lets every body that is neither JSON nor a form pass unread to routes that take files, and refuses it everywhere else
 * (J3): a multipart body must never be a way around a contract.
 */
export function acceptUploads(server: FastifyInstance): void {
  server.addContentTypeParser('*', (request, _payload, done) => {
    if (request.routeOptions.config.bodyType === 'upload') done(null);
    else done(new Problem('unsupported_media_type'));
  });
}

/**
 * Looks at what the head of the request says of the body: nothing has to be read to refuse a wrong type or a large file (L1).
 *
 * @throws Problem 413, 415
 */
export function openUpload(request: FastifyRequest, rule: UploadRule): Upload {
  const { headers } = request;
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isMultipart = type === multipart && !rule.isBare;
  if (!isMultipart && !rule.types.includes(type))
    throw new Problem('unsupported_media_type', {
      detail: rule.isBare
        ? `Send ${rule.types.join(' or ')}.`
        : `Send ${rule.types.join(', ')}, or multipart/form-data with one part "file".`,
    });
  const mostBytes = isMultipart ? rule.mostBytes + mostAround : rule.mostBytes;
  const tooLarge = (): Problem =>
    new Problem('payload_too_large', { detail: `The file may have ${rule.mostBytes} bytes at most.` });
  const declared = Number(headers['content-length'] ?? 0);
  if (declared > mostBytes) throw tooLarge();
  return {
    type,
    charset: charset.exec(headers['content-type'] ?? '')?.[1] ?? null,
    read: async () => {
      const bytes = isMultipart
        ? await readFilePart(request.raw, { contentType: headers['content-type'] ?? '', rule, mostBytes, tooLarge })
        : await readAll(request, { mostBytes, tooLarge });
      if (bytes === undefined || bytes.length === 0)
        throw fieldProblem('file', 'required', isMultipart ? 'needs one part "file" that is not empty' : 'is empty');
      return bytes;
    },
  };
}

/** What does not fit is not kept; what still comes is discarded by the server, in bounded time and no memory. */
function readAll(
  { raw }: FastifyRequest,
  { mostBytes, tooLarge }: { mostBytes: number; tooLarge(): Problem },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (end: () => void): void => {
      raw.off('data', take).off('end', finish).off('close', breakOff).off('error', breakOff);
      end();
      chunks.length = 0;
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > mostBytes) settle(() => reject(tooLarge()));
      else chunks.push(chunk);
    };
    const finish = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const breakOff = (): void => settle(() => reject(brokenOff()));
    raw.on('data', take).once('end', finish).once('close', breakOff).once('error', breakOff);
    // The client was gone before anybody listened.
    if (raw.destroyed) breakOff();
  });
}

const brokenOff = (): Problem => new Problem('invalid_request', { detail: 'The body broke off.' });
