import { type Account, findAccount, hideAccountAvatar } from '#features/accounts/store.ts';
import { sessionEnded } from '#features/sessions/presented-tokens.ts';
import type { Database } from '#platform/database/database.ts';
import { retireAvatarFiles } from './store.ts';
import type { AvatarSweep } from './sweep-avatar-files.ts';

/**
 * Goes back to the default picture. The file is not served from now on, and is removed even if the store is away now.
 *
 * @returns the account, which is as it was where it shows the default picture already
 */
export async function removeAvatar(
  { database, avatarSweep }: { database: Database; avatarSweep: AvatarSweep },
  accountId: string,
): Promise<Account> {
  // The account that the guard knows may be a second old: another node may have just set a picture.
  const changed = await database.transaction(async (transaction) => {
    const hidden = await hideAccountAvatar(transaction, accountId);
    if (hidden !== undefined) await retireAvatarFiles(transaction, accountId, null);
    return hidden;
  });
  if (changed !== undefined) avatarSweep.wake();
  const account = changed ?? (await findAccount(database.read, accountId));
  if (account?.status !== 'active') throw sessionEnded();
  return account;
}
