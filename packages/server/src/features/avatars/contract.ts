import { accountSchema } from '#features/accounts/contract.ts';
import { pictureTypes } from '#platform/images/picture.ts';

const mostBytes = 5 * 1000 * 1000;

export const setAvatarContract = {
  upload: { types: pictureTypes, mostBytes },
  answers: { 200: accountSchema },
} as const;

export const removeAvatarContract = { answers: { 200: accountSchema } } as const;
