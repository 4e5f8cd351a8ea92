import { z } from 'zod';
import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { type AccountOnWire, accountSchema, toWireAccount } from '#features/accounts/contract.ts';
import { mailAddressOf } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { mailRequestedSchema } from '#features/email-verification/contract.ts';
import { listSessionsContract, sessionSchema } from '#features/sessions/contract.ts';
import { pageQuery } from '#platform/http/page-query.ts';

const roleSchema = accountSchema.shape.role;
const statusSchema = accountSchema.shape.status;
const accountId = z.strictObject({ id: z.string() });
/** Nothing has to be sent, and whatever is sent would count for nothing. */
export const noBody = z.strictObject({}).nullish();

/** A page of a list for administrators. `total` is of the whole list, or 10,000 where there are more to be counted. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable(), total: z.int() });

/** A column that is not named here can't be sorted or filtered by: nobody learns a secret by halving (I12). */
export const listAccountsContract = {
  query: z.strictObject({
    q: z
      .string()
      .max(254)
      .optional()
      .describe(
        'Any part of e-mail, username, first or last name, whatever the case; one or two characters are looked for at the beginnings. Or an exact id.',
      ),
    role: roleSchema.optional(),
    status: statusSchema.optional(),
    sort: z
      .enum(['created_at', 'updated_at', 'email', 'username'])
      .default('created_at')
      .describe('Accounts without a username stand before all that have one.'),
    order: z.enum(['asc', 'desc']).default('desc'),
    ...pageQuery,
  }),
  answers: { 200: pageOf(accountSchema) },
} as const;

export const findAccountContract = { params: accountId, answers: { 200: accountSchema } } as const;

export const changeAccountContract = {
  params: accountId,
  body: z.strictObject({ role: roleSchema.optional(), status: statusSchema.optional() }),
  answers: { 200: accountSchema },
} as const;

export const deleteAccountContract = { params: accountId, answers: { 204: z.null() } } as const;

export const listAccountSessionsContract = {
  params: accountId,
  query: listSessionsContract.query,
  answers: { 200: pageOf(sessionSchema) },
} as const;

export const signOutAccountContract = {
  params: accountId,
  body: noBody,
  answers: { 200: z.strictObject({ ended_sessions: z.int() }) },
} as const;

export const mailPasswordResetContract = {
  params: accountId,
  body: noBody,
  answers: { 202: mailRequestedSchema },
} as const;

/** As administrators see it: a domain in another script stands as the network knows it, so that no look-alike passes (A11). */
export const toAdministeredAccount = (context: AvatarContext, account: Account): AccountOnWire => ({
  ...toWireAccount(context, account),
  email: isPlainDomain(account.email) ? account.email : mailAddressOf(account),
});

const isPlainDomain = (email: string): boolean => /^[\x21-\x7e]*$/.test(email.slice(email.lastIndexOf('@')));
