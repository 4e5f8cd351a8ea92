import type { Account } from './store.ts';

/** Where the pictures of accounts are to be had. */
export type AvatarUrls = {
  /** An absolute and public address that nobody can guess; null for an account that has no picture. */
  urlOf(account: Account): string | null;
};

/** What is needed to put an account into its wire form. */
export type AvatarContext = { avatarUrls: AvatarUrls };

export const createAvatarUrls = (): AvatarUrls => ({ urlOf: () => null });
