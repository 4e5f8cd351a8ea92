import { expect, it } from 'vitest';

import type { AccessTokenClaims } from './claims.ts';
import { createRememberedTokens } from './remembered-tokens.ts';

const verified = (exp = 1_000) => ({ kid: 'first', claims: { exp } as AccessTokenClaims });

it('the token that was shown longest ago is forgotten first', () => {
  const tokens = createRememberedTokens(3);
  for (const token of ['a', 'b', 'c']) tokens.remember(token, verified());
  expect(tokens.recall('a', 0)).toBeDefined();
  tokens.remember('d', verified());
  expect(['a', 'b', 'c', 'd'].filter((token) => tokens.recall(token, 0))).toEqual(['a', 'c', 'd']);
  for (let count = 0; count < 1_000; count += 1) tokens.remember(`${count}`, verified());
  expect(tokens.size).toBe(3);
});

it('a token is forgotten from the second on in which it expires, and no other is found in its place', () => {
  const tokens = createRememberedTokens(3);
  tokens.remember('a', verified());
  expect(tokens.recall('a', 999.9)).toEqual(verified());
  expect(tokens.recall('A', 0)).toBeUndefined();
  expect(tokens.recall('a', 1_000)).toBeUndefined();
  expect(tokens.size).toBe(0);
});

it('none is remembered where none is wanted', () => {
  const tokens = createRememberedTokens(0);
  tokens.remember('a', verified());
  expect([tokens.size, tokens.recall('a', 0)]).toEqual([0, undefined]);
});
