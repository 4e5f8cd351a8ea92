import type { Account } from './store.ts';

/** Where the pictures of accounts are to be had; `features/avatars/avatar-urls.ts` knows. */
export type AvatarUrls = {
  /** An absolute and public address that nobody can guess; one of its own, or the default. */
  urlOf(account: Account): string;
};

/** What is needed to put an account into its wire form. */
export type AvatarContext = { avatarUrls: AvatarUrls };
