import { type RotateContext, type Rotation, rotateSigningKeys } from '#features/access-tokens/rotate-signing-keys.ts';
import type { SigningKeys } from '#features/access-tokens/signing-keys.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { type Actor, actedBy } from './actor.ts';

/** Makes a new signing key, which is published from here at once and signs in a minute. */
export async function rotateKeys(
  context: RotateContext & { signingKeys: SigningKeys },
  actor: Actor,
): Promise<Rotation> {
  const rotation = await rotateSigningKeys(context, (transaction, { kid }) => {
    const by = actedBy(actor);
    return recordAuditEvent(transaction, {
      type: 'signing_key_rotated',
      accountId: null,
      ...by,
      details: { ...by.details, kid },
    });
  });
  await context.signingKeys.reload();
  return rotation;
}
