import { expect, it } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { silentLog } from '#platform/log.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { replaceLeakedSigningKeys, rotateSigningKeys } from './rotate-signing-keys.ts';
import { signAccessToken } from './sign-access-token.ts';
import { openSigningKeys } from './signing-keys.ts';
import { createAccessTokenVerifier } from './verify-access-token.ts';

const config = {
  tokenAlgorithm: 'ES256',
  accessTokenSeconds: 900,
  publicUrl: 'https://app.example',
  tokenAudience: 'https://app.example',
} as const;
const secrets = createSecrets(['a secret of this suite alone, long enough']);
const alone = async (): Promise<void> => {};

async function given(test: TestDatabase) {
  const context = { database: test.database, secrets, config };
  const first = await rotateSigningKeys(context, alone);
  const signingKeys = await openSigningKeys({ ...context, log: silentLog });
  const verifier = createAccessTokenVerifier({ signingKeys, clock: test.clock, config });
  const signAt = (now: number): string =>
    signAccessToken(
      { signingKeys, config },
      {
        accountId: 'account',
        role: 'user',
        sessionId: 'session',
        generation: 1,
        epoch: 0,
        now,
        expiresAt: now + 900_000,
        authenticatedAt: now,
      },
    );
  const publishedKids = () => signingKeys.publicJwks().map(({ kid }) => kid);
  return { context, first, signingKeys, verifier, signAt, publishedKids, clock: test.clock };
}

describeOnEveryDatabase('signing keys', (open) => {
  it('a new key signs a minute after it was published, and the old one stays until its last token has expired', async () => {
    const { context, first, signingKeys, publishedKids, clock } = await given(await open());
    const second = await rotateSigningKeys(context, alone);
    expect(second.retired).toEqual([first.kid]);
    await signingKeys.reload();
    expect(publishedKids()).toEqual([first.kid, second.kid]);
    expect(signingKeys.current().kid).toBe(first.kid);
    await clock.wind({ seconds: 61 });
    await signingKeys.reload();
    expect(signingKeys.current().kid).toBe(second.kid);
    await clock.wind({ seconds: 900 + 60 });
    await signingKeys.reload();
    expect(publishedKids()).toEqual([second.kid]);
    signingKeys.stop();
  });

  it('a leaked key leaves the list at once, with those retired before, and the new one signs at once', async () => {
    const { context, first, signingKeys, verifier, signAt, publishedKids, clock } = await given(await open());
    const second = await rotateSigningKeys(context, alone);
    await signingKeys.reload();
    const forged = signAt(clock.now());
    const third = await replaceLeakedSigningKeys(context, alone);
    expect(third.retired.toSorted()).toEqual([first.kid, second.kid].toSorted());
    await signingKeys.reload();
    expect(publishedKids()).toEqual([third.kid]);
    expect(signingKeys.current().kid).toBe(third.kid);
    expect(verifier.verify(forged)).toEqual({ refusal: 'invalid' });
    signingKeys.stop();
  });

  it('nothing is rotated when what belongs alongside fails', async () => {
    const { context, first, signingKeys, publishedKids } = await given(await open());
    const failing = () => Promise.reject(new Error('no audit event, no rotation'));
    await expect(replaceLeakedSigningKeys(context, failing)).rejects.toThrow('no audit event');
    await signingKeys.reload();
    expect(publishedKids()).toEqual([first.kid]);
    signingKeys.stop();
  });
});
