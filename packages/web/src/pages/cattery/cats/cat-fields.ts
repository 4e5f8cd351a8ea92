import type { Cat, CatFields, Owner } from '@portress/sdk';
import * as z from 'zod/mini';
import { isMur } from './mur.ts';

const nicknameLength = { least: 3, most: 16 };
const longestDescription = 1000;
const oldestAge = 30;

/** The service counts code points of NFC, and so do we. */
const lengthOf = (text: string): number => Array.from(text).length;
const nicknameLetters = /^(?!\p{M})[\p{L}\p{M}\p{Nd} '’-]+$/u;
const anyLetterOrDigit = /[\p{L}\p{Nd}]/u;

/** As the service reads a cat; each fault is the code that it would answer with. */
export const catSchema = z.object({
  owner_id: z.string().check(z.minLength(1, 'required')),
  nickname: z.string().check(
    z.overwrite((nickname) => nickname.normalize('NFC').trim()),
    z.minLength(1, 'required'),
    z.refine((nickname) => nickname === '' || lengthOf(nickname) >= nicknameLength.least, 'too_short'),
    z.refine((nickname) => lengthOf(nickname) <= nicknameLength.most, 'too_long'),
    z.refine(
      (nickname) => nickname === '' || (nicknameLetters.test(nickname) && anyLetterOrDigit.test(nickname)),
      'invalid_value',
    ),
  ),
  age: z.string().check(
    z.trim(),
    z.minLength(1, 'required'),
    z.refine((age) => age === '' || (/^\d{1,2}$/.test(age) && Number(age) <= oldestAge), 'invalid_value'),
  ),
  description: z.string().check(
    z.overwrite((description) => description.normalize('NFC').trim()),
    z.refine((description) => lengthOf(description) <= longestDescription, 'too_long'),
  ),
  vaccinated: z.boolean(),
});

export type CatEntry = z.output<typeof catSchema>;

/** What the form starts with: the cat as it is, or a new one, perhaps of an owner who is known already. */
export const catEntryOf = (cat: Cat | undefined, owner: Owner | undefined): CatEntry => ({
  owner_id: owner?.id ?? '',
  nickname: cat?.nickname ?? '',
  age: cat ? String(cat.age) : '',
  description: cat?.description ?? '',
  vaccinated: cat?.vaccinated ?? false,
});

export const toCatFields = ({ age, description, vaccinated, ...entry }: CatEntry): CatFields => ({
  ...entry,
  age: Number(age),
  description: description === '' ? null : description,
  vaccinated: vaccinated || isMur(entry.nickname),
});
