import type { Owner } from '@portress/sdk';

/** How an owner is called in a line: by name, or else by their address. */
export const nameOfOwner = ({ name, email }: Pick<Owner, 'name' | 'email'>): string => name ?? email;
