import type { OneTimePurpose } from '#features/one-time-tokens/store.ts';
import type { ServiceScope } from '#features/service-keys/service-key.ts';
import type { SecretPurpose } from '#platform/crypto/secrets.ts';

/** Every list has cursors of its own: one is no cursor of another. */
export type CursorKind = `cursor of GET ${string}`;
type ServiceKeyKind = `service key with ${ServiceScope}`;

export const ofPurposes = {
  verify_email: 'verification token',
  reset_password: 'reset token',
  change_email: 'confirmation token',
} as const satisfies Record<OneTimePurpose, string>;

/** What the service signs, seals or draws and hands out to be shown to it again. */
export type TokenKind =
  | (typeof ofPurposes)[OneTimePurpose]
  | ServiceKeyKind
  | 'verification code'
  | 'access token'
  | 'access token of cookies'
  | 'refresh token'
  | 'refresh token of cookies'
  | 'setup token'
  | 'invitation'
  | 'mailed invitation'
  | 'metrics token'
  | 'key of an uploaded picture'
  | 'key of a drawn picture';

/**
 * Where each is good, by the name of the consumer. They are redeemed in this order: what ends or changes something comes last.
 */
export const homes = {
  'access token': 'GET /api/account Bearer',
  'access token of cookies': 'GET /api/account cookie access_token',
  'service key with revocations:read': 'GET /api/revocations Bearer',
  'service key with introspect': 'POST /api/introspect Bearer',
  'service key with accounts:read': 'GET /api/account-events Bearer',
  'metrics token': 'GET /metrics Bearer',
  'key of an uploaded picture': 'GET /avatars/{key}.webp',
  'key of a drawn picture': 'GET /avatars/{key}.svg',
  'refresh token': 'POST /api/auth/refresh body.refresh_token',
  'refresh token of cookies': 'POST /api/auth/refresh cookie refresh_token',
  invitation: 'POST /api/auth/sign-up body.invitation',
  'mailed invitation': 'POST /api/auth/sign-up body.invitation',
  'verification token': 'POST /api/auth/verify-email body.token',
  'verification code': 'POST /api/auth/verify-email body.code',
  'reset token': 'POST /api/auth/password-reset body.token',
  'confirmation token': 'POST /api/account/email/confirm body.token',
  'setup token': 'POST /api/setup body.token',
} as const satisfies Record<TokenKind, string>;

/** Those that are good once. */
export const oneTimeKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...Object.values(ofPurposes),
  'verification code',
  'setup token',
  'invitation',
  'mailed invitation',
]);

/** What is made with the key of each purpose: kinds that are handed out, or in words why nothing is. */
export const madeOf = {
  'refresh-tokens': ['refresh token', 'refresh token of cookies'],
  'signing-keys': 'seals the private keys, which never leave the process',
  outbox: 'seals mails that wait in the database',
  inbox: 'seals mails of the development inbox in the database',
  'one-time-codes': ['verification code'],
  'setup-token': ['setup token'],
  cursors: ['cursor of GET /api/account/sessions'],
  'audit-log': 'chains the rows of the audit log',
  avatars: ['key of a drawn picture'],
  'redis-keys': 'names of keys in Redis',
  signals: 'authenticates what nodes tell each other',
  'account-copies': 'seals copies in Redis',
  backups: 'a fingerprint inside a backup',
} as const satisfies Record<SecretPurpose, readonly (TokenKind | CursorKind)[] | string>;

/**
 * What each column of bytes holds. A kind that is new has to be kept somewhere, mostly as a digest: a column that does not
 * stand here fails the test, and asks for its kind.
 */
export const storedBytes: Readonly<Record<string, readonly TokenKind[] | string>> = {
  'one_time_tokens.token_hash': ['verification token', 'reset token', 'confirmation token', 'setup token'],
  'one_time_tokens.code_hash': ['verification code'],
  'invitations.token_hash': ['invitation'],
  'invitations.mailed_token_hash': ['mailed invitation'],
  'service_keys.key_hash': Object.keys(homes).filter((kind): kind is ServiceKeyKind => kind.startsWith('service key')),
  'sessions.seed_hash': ['refresh token', 'refresh token of cookies'],
  'signing_keys.sealed_private_key': 'a private key, sealed',
  'outbox.sealed_message': 'a mail, sealed',
  'inbox_mails.sealed_message': 'a mail, sealed',
  'audit_events.mac': 'seals a row of the audit log',
  'audit_events.personal_mac': 'seals a row of the audit log',
  'audit_gaps.mac': 'seals a row of the audit log',
  'audit_head.mac': 'seals the end of the audit log',
  'known_devices.fingerprint': 'what a browser says of itself',
  'idempotency_keys.key_hash': 'a name that a caller chose',
  'idempotency_keys.request_hash': 'what a caller sent',
};
