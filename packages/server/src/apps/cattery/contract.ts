import { z } from 'zod';
import { emailField, personalNameField } from '#features/accounts/fields.ts';
import { toWireInstant } from '#platform/clock.ts';
import { pageQuery } from '#platform/http/page-query.ts';
import type { Cat } from './cat-store.ts';
import { ageField, descriptionField, nicknameField } from './fields.ts';

export const ownerSchema = z
  .strictObject({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Owner' });

export const catSchema = z
  .strictObject({
    id: z.string(),
    nickname: z.string(),
    age: z.int(),
    description: z.string().nullable(),
    vaccinated: z.boolean(),
    owner: ownerSchema,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Cat' });

const params = z.strictObject({ id: z.string() });

/** PUT takes the same: what is left out is the default. */
const ownerBody = z.strictObject({
  email: emailField.describe('Unique among owners. One plain e-mail address of at most 254 octets.'),
  name: personalNameField.nullable().default(null).describe('1–64 characters.'),
});
const catBody = z.strictObject({
  nickname: nicknameField,
  age: ageField,
  description: descriptionField.nullable().default(null),
  vaccinated: z.boolean().default(false),
  owner_id: z.string(),
});

export type OwnerFields = z.output<typeof ownerBody>;
export type CatFields = z.output<typeof catBody>;

export const listOwnersContract = {
  query: z.strictObject(pageQuery),
  answers: { 200: z.strictObject({ items: z.array(ownerSchema), next_cursor: z.string().nullable() }) },
} as const;
export const findOwnerContract = { params, answers: { 200: ownerSchema, 304: z.null() } } as const;
export const createOwnerContract = { body: ownerBody, answers: { 201: ownerSchema } } as const;
export const replaceOwnerContract = { params, body: ownerBody, answers: { 200: ownerSchema } } as const;
export const deleteOwnerContract = { params, answers: { 204: z.null() } } as const;

export const listCatsContract = {
  query: z.strictObject({ owner_id: z.string().optional().describe('The cats of this owner only.'), ...pageQuery }),
  answers: { 200: z.strictObject({ items: z.array(catSchema), next_cursor: z.string().nullable() }) },
} as const;
export const findCatContract = { params, answers: { 200: catSchema, 304: z.null() } } as const;
export const createCatContract = { body: catBody, answers: { 201: catSchema } } as const;
export const replaceCatContract = { params, body: catBody, answers: { 200: catSchema } } as const;
export const vaccinateCatContract = {
  params,
  body: z.strictObject({ vaccinated: z.boolean() }),
  answers: { 200: catSchema },
} as const;
export const deleteCatContract = { params, answers: { 204: z.null() } } as const;

export type OwnerOnWire = z.output<typeof ownerSchema>;
export type CatOnWire = z.output<typeof catSchema>;

export const toWireOwner = (owner: Cat['owner']): OwnerOnWire => ({
  id: owner.id,
  email: owner.email,
  name: owner.name,
  created_at: toWireInstant(owner.created_at),
  updated_at: toWireInstant(owner.updated_at),
});

export const toWireCat = (cat: Cat): CatOnWire => ({
  id: cat.id,
  nickname: cat.nickname,
  age: cat.age,
  description: cat.description,
  vaccinated: cat.vaccinated_at !== null,
  owner: toWireOwner(cat.owner),
  created_at: toWireInstant(cat.created_at),
  updated_at: toWireInstant(cat.updated_at),
});
