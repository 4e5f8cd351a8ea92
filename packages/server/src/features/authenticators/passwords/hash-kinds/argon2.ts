import { parseOptions, verifySync } from '@node-rs/argon2';
import { argon2Cost } from '../argon2-cost.ts';
import type { HashKind } from './hash-kind.ts';

/** The PHC string, version 1.3 or the older 1.0 that leaves `v=` out; ours are among them. */
const form = /^\$argon2(?:id|i|d)\$(?:v=\d+\$)?m=\d{1,10},t=\d{1,10},p=\d{1,3}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;
const ourPasses = argon2Cost.memoryCost * argon2Cost.timeCost;

/** Our own, and those of argon2-cffi, passlib, Django, PHP, libsodium: argon2id, argon2i and argon2d of any parameters. */
export const argon2: HashKind = {
  name: 'argon2',
  claims: (text) => text.startsWith('$argon2'),
  read: (text) => {
    if (!form.test(text)) return undefined;
    try {
      const { memoryCost, timeCost } = parseOptions(text);
      return {
        work: (memoryCost * timeCost) / ourPasses,
        kibibytes: memoryCost,
        verify: (password) => verifySync(text, password),
      };
    } catch {
      return undefined;
    }
  },
};
