import { countOverdueFiles } from '#features/avatars/store.ts';
import { openBlobStore } from '#platform/blobs/open-blob-store.ts';
import type { Database } from '#platform/database/database.ts';
import { reasonOf } from '#platform/message-of.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

const name = 'pictures';

/** Whether pictures can be kept where AVATAR_STORE says; a store that is not the disk is asked. */
export async function inspectAvatarStore({
  avatarStore,
  databaseUrl,
}: Pick<Config, 'avatarStore' | 'databaseUrl'>): Promise<Finding> {
  if (avatarStore.kind === 'file') {
    const place = `kept in ${avatarStore.directory}, which the first one makes`;
    // A node finds only what lies on its own disk, and with PostgreSQL there may be others.
    const isShared = !databaseUrl.startsWith('sqlite:');
    return ok(
      name,
      isShared ? `${place}; nodes on other machines need that directory too, or AVATAR_STORE=s3://…` : place,
    );
  }
  const store = await openBlobStore(avatarStore);
  try {
    await store.probe();
    return ok(name, `${store.description} takes them`);
  } catch (error) {
    const reason = reasonOf(error);
    return fault(
      name,
      `${store.description} does not take them: ${reason}`,
      avatarStore.kind === 's3'
        ? 'Look at bucket, endpoint and region of AVATAR_STORE, at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and at what they may do.'
        : 'Look at CLOUDINARY_URL.',
    );
  } finally {
    store.close();
  }
}

/** Pictures that people removed, or that went with their accounts, and that still lie in the store. */
export async function inspectAvatarRemoval({ database }: { database: Database }): Promise<Finding[]> {
  const files = await countOverdueFiles(database.read);
  if (files === 0) return [];
  return [
    warning(
      name,
      `${files === 1 ? 'one that is' : `${files} that are`} to be removed could not be`,
      'They are tried again each hour; look at the log for what the store says.',
    ),
  ];
}
