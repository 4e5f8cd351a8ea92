import { equalBytes, type Secrets } from '#platform/crypto/secrets.ts';

/**
 * The key of a drawn picture: `key id (1) | mark (16) | tag (7)`, as 32 characters of base64url. The mark is a keyed digest
 * of the account's id: it tells nothing about the account, and nobody can work it out who knows the id. The picture is drawn
 * from the mark alone, so no table holds it; the tag keeps the address from drawing whatever anybody writes there.
 */
const markBytes = 16;
const tagBytes = 7;
const keyPattern = /^[\w-]{32}$/;

export const drawnKeyOf = (secrets: Secrets, accountId: string): string => {
  const mark = secrets.mac('avatars', `mark ${accountId}`).subarray(0, markBytes);
  return Buffer.concat([Buffer.of(secrets.currentKeyId), mark, tagOf(secrets, mark, secrets.currentKeyId)]).toString(
    'base64url',
  );
};

/** @returns what to draw from; undefined for a key that we never made */
export function parseDrawnKey(secrets: Secrets, key: string): Buffer | undefined {
  if (!keyPattern.test(key)) return undefined;
  const bytes = Buffer.from(key, 'base64url');
  const keyId = bytes.readUInt8(0);
  const mark = bytes.subarray(1, 1 + markBytes);
  if (!secrets.hasKey(keyId)) return undefined;
  return equalBytes(bytes.subarray(1 + markBytes), tagOf(secrets, mark, keyId)) ? mark : undefined;
}

const tagOf = (secrets: Secrets, mark: Buffer, keyId: number): Buffer =>
  secrets.mac('avatars', Buffer.concat([Buffer.from('tag '), mark]), keyId).subarray(0, tagBytes);
