import { accountSchema } from '#features/accounts/contract.ts';

export const findOwnAccountContract = { answers: { 200: accountSchema } } as const;
