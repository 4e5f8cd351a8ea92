import { digest } from '#platform/crypto/random.ts';

/** A strong validator (RFC 9110 §8.8.3) of what is answered: another representation has another tag. */
export const entityTagOf = (representation: object): string =>
  `"${digest(JSON.stringify(representation)).toString('base64url').slice(0, 22)}"`;

/** `If-Match`: by strong comparison, so a weak tag never matches (RFC 9110 §13.1.1). `*` matches whatever is there. */
export const matchesStrongly = (header: string, tag: string): boolean =>
  tagsOf(header).some((given) => given === '*' || given === tag);

/** `If-None-Match`: by weak comparison (RFC 9110 §13.1.2), because whoever compresses on the way makes our tags weak. */
export const matchesWeakly = (header: string, tag: string): boolean =>
  tagsOf(header).some((given) => given === '*' || given.replace(/^W\//, '') === tag);

/** Our tags hold no comma. */
const tagsOf = (header: string): string[] => header.split(',').map((given) => given.trim());
