import type { AvatarUrls } from '#features/accounts/avatar-urls.ts';
import type { Account } from '#features/accounts/store.ts';
import type { BlobStore } from '#platform/blobs/blob-store.ts';
import { digest } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import { drawnKeyOf } from './drawn-key.ts';

/** Below PUBLIC_URL. */
export const avatarPath = '/avatars';

export const fileNameOf = (key: string): string => `${key}.webp`;

type Context = {
  config: { publicUrl: string; avatarDefault: 'identicon' | 'gravatar' };
  secrets: Secrets;
  avatarStore: BlobStore;
};

/** Every address is made from what is known of the account: none of them costs a query or a request. */
export function createAvatarUrls({ config, secrets, avatarStore }: Context): AvatarUrls {
  const ownUrl = (file: string): string => `${config.publicUrl}${avatarPath}/${file}`;
  const defaultUrl = (account: Account): string =>
    config.avatarDefault === 'gravatar' ? gravatarUrl(account) : ownUrl(`${drawnKeyOf(secrets, account.id)}.svg`);
  return {
    urlOf: (account) => {
      if (account.avatar_key === null) return defaultUrl(account);
      const file = fileNameOf(account.avatar_key);
      return avatarStore.publicUrlOf(file) ?? ownUrl(file);
    },
  };
}

/** Gravatar's own rule: SHA-256 of the address, trimmed and in lower case. Who has none gets a drawn one from there. */
const gravatarUrl = ({ email_canonical }: Account): string =>
  `https://www.gravatar.com/avatar/${digest(email_canonical.toLowerCase()).toString('hex')}?s=250&d=identicon&r=g`;
