import type { BlobStore } from './blob-store.ts';
import { createFileStore } from './file-store.ts';
import { createS3Store, type S3Place } from './s3-store.ts';

/** Where the files of a kind are kept, as the settings say. */
export type BlobPlace =
  | { kind: 'file'; directory: string }
  | ({ kind: 's3' } & S3Place)
  | { kind: 'cloudinary'; url: string };

/** Nothing is asked of it yet: a store that is away does not keep the service from starting. */
export async function openBlobStore(place: BlobPlace): Promise<BlobStore> {
  if (place.kind === 'file') return createFileStore(place.directory);
  if (place.kind === 's3') return createS3Store(place);
  // Loaded only where it is configured.
  const { createCloudinaryStore } = await import('./cloudinary-store.ts');
  return createCloudinaryStore(place.url);
}
