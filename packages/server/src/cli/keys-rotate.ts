import {
  type Rotation,
  replaceLeakedSigningKeys,
  rotateSigningKeys,
} from '#features/access-tokens/rotate-signing-keys.ts';
import { recordRotation, revokeSigningKeys } from '#features/sessions/revoke-signing-keys.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const keysRotate = command({
  about: `Makes a new key that signs access tokens. Running processes notice within a second or two.

Without an option nobody notices: the new key is published at once and signs after a minute; the old one stays published
until its last token has expired. The service does this by itself every 90 days.

With --revoke-old, for a key that may have leaked: as soon as running processes notice, every access token signed before is
refused, and the new key signs. Nobody is signed out, because clients exchange their refresh token by themselves. APIs of
yours that follow the revocations refuse it as well. Those that only keep a copy of the JWK Set trust the old key until they
fetch the set again, and may refuse new tokens until then: restart them.`,
  operands: [],
  options: { 'revoke-old': { about: 'refuse everything that was signed before: the key has leaked' } },
  examples: [
    ['keys rotate', 'replace the key'],
    ['keys rotate --revoke-old', 'replace a key that somebody else may have'],
  ],
  run: async ({ values }) => {
    const isLeaked = values['revoke-old'] === true;
    const rotation = await withOperatorContext((context) =>
      isLeaked
        ? replaceLeakedSigningKeys(context, (transaction, done) => revokeSigningKeys(context, transaction, done))
        : rotateSigningKeys(context, recordRotation),
    );
    const revoked = isLeaked ? rotation.retired : [];
    return {
      text: isLeaked ? describeReplacement(rotation) : describeRotation(rotation),
      json: { kid: rotation.kid, retired: isLeaked ? [] : rotation.retired, revoked },
    };
  },
});

const describeRotation = ({ kid, retired }: Rotation): string =>
  retired.length === 0
    ? `The first signing key is ${kid}.`
    : `The new signing key is ${kid}. It signs in a minute.\nStill published, until their last token has expired: ${retired.join(', ')}.`;

const describeReplacement = ({ kid, retired }: Rotation): string =>
  retired.length === 0
    ? `The first signing key is ${kid}. There was none to revoke.`
    : `The new signing key is ${kid}. It signs from now on.
Revoked: ${retired.join(', ')}.
Access tokens signed before are refused; a running service notices within a second. Nobody is signed out: clients exchange
their refresh token by themselves.
APIs of yours that only keep a copy of the JWK Set trust the old key until they fetch the set again: restart them.`;
