import type { Secrets } from '#platform/crypto/secrets.ts';

const of = (secrets: Secrets, keyId: number): string =>
  secrets.mac('backups', 'fingerprint', keyId).subarray(0, 16).toString('hex');

/** Tells whether two backups were taken under one SECRET_KEY; from it nothing else can be learnt of the secret. */
export const fingerprintOf = (secrets: Secrets): string => of(secrets, secrets.currentKeyId);

/** Whether one of the secrets, the present one or a former one, is that of the backup. */
export const knowsSecretOf = (secrets: Secrets, { secret_fingerprint }: { secret_fingerprint: string }): boolean =>
  secrets.keyIds.some((keyId) => of(secrets, keyId) === secret_fingerprint);
