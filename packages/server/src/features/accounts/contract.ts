import { z } from 'zod';
import { toWireInstant } from '#platform/clock.ts';
import { entityTagOf } from '#platform/http/entity-tags.ts';
import type { AvatarContext } from './avatar-urls.ts';
import type { Account } from './store.ts';

/** An account as its owner sees it. The key set is closed: a new column does not appear on the wire by itself. */
export const accountSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    email_verified: z.boolean(),
    username: z.string().nullable(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    role: z.enum(['user', 'moderator', 'admin']),
    status: z.enum(['active', 'suspended']),
    avatar_url: z.string(),
    locale: z.string().nullable(),
    time_zone: z.string().nullable(),
    country: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Account' });

export type AccountOnWire = z.output<typeof accountSchema>;

/** Accounts are rows that nobody changes in memory, so each is put into its wire form once. */
const wireForms = new WeakMap<Account, AccountOnWire>();

export function toWireAccount(context: AvatarContext, account: Account): AccountOnWire {
  const known = wireForms.get(account);
  if (known !== undefined) return known;
  const form = wireFormOf(account, context.avatarUrls.urlOf(account));
  wireForms.set(account, form);
  return form;
}

const tags = new WeakMap<AccountOnWire, string>();

/** Changes with everything that is shown of the account, its picture included. */
export function accountTagOf(context: AvatarContext, account: Account): string {
  const form = toWireAccount(context, account);
  const known = tags.get(form);
  if (known !== undefined) return known;
  const tag = entityTagOf(form);
  tags.set(form, tag);
  return tag;
}

const wireFormOf = (account: Account, avatarUrl: string): AccountOnWire => ({
  id: account.id,
  email: account.email,
  email_verified: account.email_verified_at !== null,
  username: account.username,
  first_name: account.first_name,
  last_name: account.last_name,
  role: account.role,
  status: account.status,
  avatar_url: avatarUrl,
  locale: account.locale,
  time_zone: account.time_zone,
  country: account.country,
  created_at: toWireInstant(account.created_at),
  updated_at: toWireInstant(account.updated_at),
});
