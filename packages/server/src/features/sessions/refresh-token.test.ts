import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { mintRefreshToken, parseRefreshToken, randomSeed } from './refresh-token.ts';

const secrets = createSecrets(['a-secret-of-the-tests-0123456789-abcdef']);
const others = createSecrets(['another-secret-of-the-tests-0123456789']);
const fresh = () => ({ seed: randomSeed(), sessionId: randomId(), generation: 7, keyId: secrets.currentKeyId });

describe('a refresh token', () => {
  it('comes back as it was minted, for every generation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (generation) => {
        const token = { ...fresh(), generation };
        expect(parseRefreshToken(secrets, mintRefreshToken(secrets, token))).toEqual(token);
      }),
    );
  });

  it('is the same on every node: a function of seed, session, generation and key', () => {
    const token = fresh();
    expect(mintRefreshToken(createSecrets(['a-secret-of-the-tests-0123456789-abcdef']), token)).toBe(
      mintRefreshToken(secrets, token),
    );
  });

  it('is not accepted with any bit changed', () => {
    const bytes = Buffer.from(mintRefreshToken(secrets, fresh()), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(parseRefreshToken(secrets, changed.toString('base64url'))).toBeUndefined();
    }
  });

  it('D10: has one spelling: padded, truncated, extended, spaced and non-canonical ones are refused', () => {
    const token = mintRefreshToken(secrets, fresh());
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 85 bytes leave four bits of the last character unused: sixteen spellings of the same bytes.
    const last = alphabet.indexOf(token.at(-1) ?? '');
    const respelled = token.slice(0, -1) + alphabet[last ^ 1];
    for (const text of [
      `${token}=`,
      token.slice(0, -1),
      `${token}A`,
      ` ${token}`,
      `${token}\n`,
      respelled,
      token.replaceAll('-', '+'),
      '',
    ])
      if (text !== token) expect(parseRefreshToken(secrets, text), JSON.stringify(text)).toBeUndefined();
  });

  it('of another secret is nothing to us', () => {
    const foreign = mintRefreshToken(others, { ...fresh(), keyId: others.currentKeyId });
    expect(parseRefreshToken(secrets, foreign)).toBeUndefined();
  });

  it('E1: has 256 random bits, no order and no common beginning in 10,000', () => {
    const tokens = Array.from({ length: 10_000 }, () => mintRefreshToken(secrets, fresh()));
    expect(new Set(tokens).size).toBe(10_000);
    // The longest common beginning of 10,000 random strings of 64 letters is about 2·log64(10,000) ≈ 4.4 letters.
    const sorted = tokens.toSorted();
    const common = sorted.slice(1).map((token, index) => commonLength(token, sorted[index] ?? ''));
    expect(Math.max(...common)).toBeLessThan(12);
    const inOrder = tokens.slice(1).filter((token, index) => token > (tokens[index] ?? '')).length;
    expect(Math.abs(inOrder - 5000)).toBeLessThan(500);
  });
});

const commonLength = (a: string, b: string): number => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
};
