import type { Owner, OwnerFields } from '@portress/sdk';
import * as z from 'zod/mini';
import { emailAddress } from '../../../forms/fields.ts';

const longestName = 64;

/** As the service reads an owner; each fault is the code that it would answer with. */
export const ownerSchema = z.object({
  email: emailAddress(),
  name: z.string().check(
    z.trim(),
    z.refine((name) => Array.from(name.normalize('NFC')).length <= longestName, 'too_long'),
  ),
});

export type OwnerEntry = z.output<typeof ownerSchema>;

export const ownerEntryOf = (owner: Owner | undefined): OwnerEntry => ({
  email: owner?.email ?? '',
  name: owner?.name ?? '',
});

export const toOwnerFields = ({ email, name }: OwnerEntry): OwnerFields => ({
  email,
  name: name === '' ? null : name,
});
