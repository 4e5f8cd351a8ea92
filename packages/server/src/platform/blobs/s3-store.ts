import type { S3Client } from '@aws-sdk/client-s3';
import { type BlobStore, BlobStoreUnavailable, foreverCached, refuseOddName, storeMilliseconds } from './blob-store.ts';

export type S3Place = {
  bucket: string;
  /** Null for Amazon's own. */
  endpoint: string | null;
  region: string;
  /** Where the bucket can be read by anybody; null where it is private. */
  publicUrl: string | null;
};

type Sdk = typeof import('@aws-sdk/client-s3');

/** An S3 bucket, or one of the many servers that speak as S3 does. Credentials come from the environment, as the SDK reads them. */
export function createS3Store({ bucket, endpoint, region, publicUrl }: S3Place): BlobStore {
  const description = `the S3 bucket ${bucket}${endpoint === null ? '' : ` at ${endpoint}`}`;
  let opened: Promise<{ sdk: Sdk; client: S3Client }> | undefined;
  // Loaded with the first picture: an installation that keeps them on the disk never pays for it.
  const open = (): Promise<{ sdk: Sdk; client: S3Client }> =>
    (opened ??= import('@aws-sdk/client-s3').then((sdk) => ({ sdk, client: connect(sdk, { endpoint, region }) })));

  const ask = async <T>(deed: (sdk: Sdk, client: S3Client, signal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      const { sdk, client } = await open();
      return await deed(sdk, client, AbortSignal.timeout(storeMilliseconds));
    } catch (error) {
      throw new BlobStoreUnavailable(description, error);
    }
  };
  const place = (name: string) => {
    refuseOddName(name);
    return { Bucket: bucket, Key: name };
  };

  const store: BlobStore = {
    description,
    put: async (name, bytes, { contentType }) => {
      const headers = { ContentType: contentType, CacheControl: foreverCached, ContentDisposition: 'attachment' };
      const object = { ...place(name), Body: bytes, ...headers };
      await ask(({ PutObjectCommand }, client, abortSignal) =>
        client.send(new PutObjectCommand(object), { abortSignal }),
      );
    },
    get: async (name) => {
      const object = place(name);
      return ask(async ({ GetObjectCommand, NoSuchKey }, client, abortSignal) => {
        try {
          const { Body } = await client.send(new GetObjectCommand(object), { abortSignal });
          return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined;
          throw error;
        }
      });
    },
    remove: async (name) => {
      const object = place(name);
      await ask(({ DeleteObjectCommand }, client, abortSignal) =>
        client.send(new DeleteObjectCommand(object), { abortSignal }),
      );
    },
    publicUrlOf: (name) => (publicUrl === null ? null : `${publicUrl}/${name}`),
    probe: async () => {
      const name = `probe-${Date.now()}`;
      await store.put(name, Buffer.from('probe'), { contentType: 'text/plain' });
      await store.remove(name);
    },
    close: () => {
      void opened?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
  return store;
}

function connect({ S3Client }: Sdk, { endpoint, region }: Pick<S3Place, 'endpoint' | 'region'>): S3Client {
  return new S3Client({
    region,
    // Servers other than Amazon's seldom have a host name for each bucket, and not all know the newer checksums.
    ...(endpoint !== null && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3000, requestTimeout: 8000, throwOnRequestTimeout: true },
  });
}
