import { type Account, showAccountAvatar } from '#features/accounts/store.ts';
import { sessionEnded } from '#features/sessions/presented-tokens.ts';
import { type BlobStore, BlobStoreUnavailable } from '#platform/blobs/blob-store.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { type FieldCode, fieldProblem, Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import type { Upload } from '#platform/http/upload.ts';
import { PictureRefused, pictureTypes } from '#platform/images/picture.ts';
import type { PictureReencoding } from '#platform/images/picture-reencoding.ts';
import { type AdmitContext, admitUpload } from './admit-upload.ts';
import { fileNameOf } from './avatar-urls.ts';
import { createAvatarFile, discardAvatarFile, retireAvatarFiles, useAvatarFile } from './store.ts';
import type { AvatarSweep } from './sweep-avatar-files.ts';

export type SetAvatarContext = AdmitContext & {
  database: Database;
  avatarStore: BlobStore;
  avatarSweep: AvatarSweep;
  pictures: PictureReencoding;
};

/**
 * Shows the picture that was sent, made small and without its metadata, and removes the one before it.
 *
 * @returns the account with it
 * @throws Problem 400, 413, 415, 422, 429; 503 `overloaded` or `unavailable`, after which the account is as it was
 */
export async function setAvatar(
  context: SetAvatarContext,
  { accountId, upload, facts }: { accountId: string; upload: Upload; facts: RequestFacts },
): Promise<Account> {
  const admitted = await admitUpload(context, accountId, facts);
  try {
    const picture = await context.pictures.reencode(await upload.read()).catch(refuseForGood);
    const key = await storePicture(context, accountId, picture);
    return await showPicture(context, accountId, key);
  } catch (error) {
    // Neither what never arrived nor what we could not do counts as a change.
    if (!(error instanceof Problem) || error.status === 400 || error.status >= 500) await admitted.giveBack();
    throw error;
  } finally {
    admitted.leave();
  }
}

/** The note comes before the file: a crash in between leaves a note of nothing, never a file that nobody knows of. */
async function storePicture(
  { database, avatarStore, avatarSweep }: SetAvatarContext,
  accountId: string,
  picture: Buffer,
): Promise<string> {
  // Random, and new for each picture: nobody can guess it, and what was cached under it is never wrong (L9).
  const key = randomId();
  if (!(await createAvatarFile(database.write, key, accountId))) throw sessionEnded();
  try {
    await avatarStore.put(fileNameOf(key), picture, { contentType: 'image/webp' });
  } catch (error) {
    // It may have arrived all the same.
    await discardAvatarFile(database.write, key);
    avatarSweep.wake();
    if (!(error instanceof BlobStoreUnavailable)) throw error;
    throw new Problem('unavailable', {
      detail: 'Pictures cannot be stored at the moment. The one before is kept.',
      retryAfterSeconds: 30,
      cause: error,
    });
  }
  return key;
}

/** The account comes first, so that of two pictures sent at once one is shown and the other one is removed. */
async function showPicture(
  { database, avatarSweep }: SetAvatarContext,
  accountId: string,
  key: string,
): Promise<Account> {
  const account = await database.transaction(async (transaction) => {
    const shown = await showAccountAvatar(transaction, accountId, key);
    if (shown === undefined || !(await useAvatarFile(transaction, key, accountId))) throw sessionEnded();
    await retireAvatarFiles(transaction, accountId, key);
    return shown;
  });
  avatarSweep.wake();
  return account;
}

const fieldCodes = {
  unreadable: 'unreadable_picture',
  too_many_pixels: 'too_many_pixels',
  too_many_frames: 'too_many_frames',
} as const satisfies Record<Exclude<PictureRefused['reason'], 'other_type'>, FieldCode>;

function refuseForGood(error: unknown): never {
  if (!(error instanceof PictureRefused)) throw error;
  if (error.reason === 'other_type')
    throw new Problem('unsupported_media_type', {
      detail: `The file ${error.message}. Its content decides (${pictureTypes.join(', ')}), not its name or type.`,
    });
  throw fieldProblem('file', fieldCodes[error.reason], error.message);
}
