/**
 * What one hash costs: the first choice of the OWASP password storage cheat sheet for argon2id, 19 MiB and two passes.
 * The cost stands in each hash, so raising it here re-hashes every password at its next right use.
 */
export const argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
