import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type BlobStore, BlobStoreUnavailable, foreverCached } from '#platform/blobs/blob-store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { avatarPath, fileNameOf } from './avatar-urls.ts';
import { drawIdenticon } from './draw-identicon.ts';
import { parseDrawnKey } from './drawn-key.ts';
import { isAvatarShown } from './store.ts';

type Context = { database: Database; secrets: Secrets; avatarStore: BlobStore };

/**
 * What stands around a picture (L3): it runs nothing, is no document of this origin, is saved rather than opened, and may be
 * shown by pages elsewhere, because its address goes to every application that people sign in to.
 */
const headers = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'content-disposition': 'attachment',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': foreverCached,
} as const;

const uploaded = /^([\w-]{22})\.webp$/;
const drawn = /^([\w-]{32})\.svg$/;

/** `GET /avatars/…`: for everybody who knows the address. */
export function mountAvatarPictures(server: FastifyInstance, context: Context, prefix: string): void {
  server.get<{ Params: { file: string } }>(
    `${prefix}${avatarPath}/:file`,
    { schema: { hide: true } },
    (request, reply) => {
      const { file } = request.params;
      const [, key] = uploaded.exec(file) ?? [];
      if (key !== undefined) return sendUploaded(context, { request, reply }, key);
      const mark = parseDrawnKey(context.secrets, drawn.exec(file)?.[1] ?? '');
      if (mark === undefined) throw unknown();
      return sendPicture({ request, reply }, file, 'image/svg+xml', Buffer.from(drawIdenticon(mark)));
    },
  );
}

type Exchange = { request: FastifyRequest; reply: FastifyReply };

/** The database says whether it is shown: what is to be removed is gone from here at once, wherever it still lies. */
async function sendUploaded(
  { database, avatarStore }: Context,
  exchange: Exchange,
  key: string,
): Promise<FastifyReply> {
  const file = fileNameOf(key);
  if (!(await isAvatarShown(database.read, key))) throw unknown();
  const elsewhere = avatarStore.publicUrlOf(file);
  if (elsewhere !== null) return exchange.reply.redirect(elsewhere);
  if (isKnown(exchange.request, file)) return sendPicture(exchange, file, 'image/webp', null);
  const bytes = await avatarStore.get(file).catch(throwUnavailable);
  if (bytes === undefined) throw unknown();
  return sendPicture(exchange, file, 'image/webp', bytes);
}

/** An address stands for one picture for good, so its name is its version as well. */
const etagOf = (file: string): string => `"${file.replace(/\.\w+$/, '')}"`;

const isKnown = ({ headers: { 'if-none-match': known } }: FastifyRequest, file: string): boolean =>
  known !== undefined && (known.trim() === '*' || known.includes(etagOf(file)));

function sendPicture({ request, reply }: Exchange, file: string, type: string, bytes: Buffer | null): FastifyReply {
  reply.headers({ ...headers, etag: etagOf(file) });
  if (isKnown(request, file)) return reply.code(304).send();
  return reply.header('content-type', type).send(bytes);
}

const unknown = (): Problem => new Problem('not_found', { detail: 'There is no such picture.' });

function throwUnavailable(error: unknown): never {
  if (!(error instanceof BlobStoreUnavailable)) throw error;
  throw new Problem('unavailable', { retryAfterSeconds: 30, cause: error });
}
