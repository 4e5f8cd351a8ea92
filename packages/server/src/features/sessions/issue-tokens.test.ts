import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import type { Account } from '#features/accounts/store.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { type IssueContext, issueTokens } from './issue-tokens.ts';
import { parseRefreshToken } from './refresh-token.ts';

const now = 1_900_000_000_400;
const secrets = createSecrets(['a-secret-of-the-tests-0123456789-abcdef']);
const key = { ...generateKeyPairSync('ed25519'), algorithm: 'EdDSA', kid: 'k', encodedHeader: 'e30' };
const context: IssueContext = {
  secrets,
  signingKeys: { current: () => key } as unknown as SigningKeys,
  config: {
    publicUrl: 'https://id.example',
    tokenAudience: 'https://api.example',
    accessTokenSeconds: 900,
    refreshIdleSeconds: 3600,
  },
};
const session = {
  id: 'a2V5LW9mLTE2LWJ5dGVzIQ'.slice(0, 22),
  seed: Buffer.alloc(32, 3),
  account_id: 'account',
  generation: 7,
  key_id: secrets.currentKeyId,
  reissues: 0,
  window_at: now - 600_000,
  generation_at: now - 600_000,
  absolute_at: now + 86_400_000,
  epoch: 4,
  transport: 'split',
  created_at: now - 700_900,
  now,
} as const;
const account = { id: 'account', role: 'admin' } as Account;
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('the tokens of a session', () => {
  it('say what the row says, in whole seconds that are never too many', () => {
    const issued = issueTokens(context, session, account);
    expect(issued).toMatchObject({
      sessionId: session.id,
      transport: 'split',
      account,
      accessSeconds: 900,
      refreshSeconds: 3000,
      sessionExpiresAt: session.absolute_at,
    });
    const { seed, id: sessionId, generation, key_id: keyId } = session;
    expect(parseRefreshToken(secrets, issued.refreshToken)).toEqual({ seed, sessionId, generation, keyId });
    expect(claimsOf(issued.accessToken)).toEqual({
      iss: 'https://id.example',
      aud: 'https://api.example',
      sub: 'account',
      client_id: 'portress',
      sid: session.id,
      gen: 7,
      epoch: 4,
      iat: 1_900_000_000,
      exp: 1_900_000_900,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      role: 'admin',
      amr: ['pwd'],
      auth_time: 1_899_999_299,
    });
  });

  it('E5: an access token ends with the session, and so does what is said of the refresh token', () => {
    const nearlyOver = issueTokens(context, { ...session, absolute_at: now + 59_700 }, account);
    expect(nearlyOver).toMatchObject({ accessSeconds: 59, refreshSeconds: 59 });
    expect(claimsOf(nearlyOver.accessToken).exp).toBe(1_900_000_060);
    // The idle timeout, counted from the last use, does not shorten an access token: any use puts it off.
    const idle = issueTokens(context, { ...session, window_at: now - 3_000_000 }, account);
    expect(idle).toMatchObject({ accessSeconds: 900, refreshSeconds: 600 });
  });

  it('of a key that this node has not read yet are none: 503 for some seconds, and nothing is lost', () => {
    const unknown = (secrets.currentKeyId + 1) % 256;
    expect(() => issueTokens(context, { ...session, key_id: unknown }, account)).toThrow(
      expect.objectContaining({ code: 'unavailable', details: { retryAfterSeconds: 5 } }),
    );
  });
});
