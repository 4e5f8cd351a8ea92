import { type ConfigOptions, v2 as cloudinary } from 'cloudinary';
import { type BlobStore, BlobStoreUnavailable, refuseOddName, storeMilliseconds } from './blob-store.ts';

/**
 * Cloudinary, by the account that CLOUDINARY_URL names. Pictures are served from there: that is what one uses it for.
 *
 * @param url `cloudinary://key:secret@cloud`, with options such as `?upload_prefix=…` as the SDK knows them
 */
export function createCloudinaryStore(url: string): BlobStore {
  const account = readAccount(url);
  const description = `the Cloudinary cloud ${account.cloud_name}`;
  // Given with each call: the SDK's own global settings would be those of the whole process.
  const asImage = { ...account, resource_type: 'image', type: 'upload', timeout: storeMilliseconds } as const;
  const publicIdOf = (name: string): string => {
    refuseOddName(name);
    return name.replace(/\.\w+$/, '');
  };
  const ask = async <T>(deed: () => Promise<T>): Promise<T> => {
    try {
      return await deed();
    } catch (error) {
      throw new BlobStoreUnavailable(description, toError(error));
    }
  };
  const publicUrlOf = (name: string): string =>
    cloudinary.url(publicIdOf(name), {
      ...account,
      format: 'webp',
      secure: true,
      analytics: false,
      urlAnalytics: false,
    });

  return {
    description,
    put: async (name, bytes) => {
      // Without `disable_promises` a refusal is a rejection that nobody can catch, and ends the process.
      const options = { ...asImage, public_id: publicIdOf(name), format: 'webp', disable_promises: true };
      await ask(
        () =>
          new Promise<void>((resolve, reject) => {
            const upload = cloudinary.uploader.upload_stream(options, (error) =>
              error ? reject(toError(error)) : resolve(),
            );
            upload.once('error', reject);
            upload.end(bytes);
          }),
      );
    },
    // It is never asked for: its public address is in the account's answer.
    get: async () => undefined,
    remove: async (name) => {
      const publicId = publicIdOf(name);
      // `invalidate`: also from the caches of the network in front of it.
      await ask(async () => {
        const options = { ...asImage, invalidate: true };
        const { result } = (await cloudinary.uploader.destroy(publicId, options)) as { result: string };
        if (result !== 'ok' && result !== 'not found') throw new Error(`Cloudinary: ${result}`);
      });
    },
    publicUrlOf,
    probe: () =>
      ask(async () => {
        await cloudinary.api.ping({ ...account, timeout: storeMilliseconds });
      }),
    close: () => {},
  };
}

/** As the SDK reads the variable of this name, but from our one reader of the environment. */
function readAccount(text: string): ConfigOptions & { cloud_name: string } {
  const url = new URL(text);
  const distribution = url.pathname.replace(/^\//, '');
  return {
    cloud_name: url.hostname,
    api_key: decodeURIComponent(url.username),
    api_secret: decodeURIComponent(url.password),
    ...(distribution !== '' && { private_cdn: true, secure_distribution: distribution }),
    ...Object.fromEntries(url.searchParams),
  };
}

/** The SDK rejects with plain objects, some of them with one inside. */
function toError(error: unknown): Error {
  if (error instanceof Error) return error;
  const inner = (error as { error?: { message?: string } }).error ?? (error as { message?: string });
  return new Error(inner.message ?? 'no answer that can be read');
}
