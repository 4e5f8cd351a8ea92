import { z } from 'zod';
import { toWireInstant } from '#platform/clock.ts';
import { SealBroken, type Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import type { InboxMailOnWire } from './contract.ts';
import { type InboxMail, listInboxMails } from './inbox-store.ts';

const keptSchema = z.object({ to: z.string(), subject: z.string(), text: z.string(), html: z.string() });

/** The mails of the inbox of development, newest first. Those sealed with a SECRET_KEY that is gone are left out. */
export async function listInbox(context: { database: Database; secrets: Secrets }): Promise<InboxMailOnWire[]> {
  const mails = await listInboxMails(context.database.read);
  return mails.flatMap((mail) => openMail(context.secrets, mail));
}

function openMail(secrets: Secrets, { id, sealed_message, created_at }: InboxMail): InboxMailOnWire[] {
  try {
    const kept = keptSchema.parse(JSON.parse(secrets.open('inbox', sealed_message, id).toString('utf8')));
    return [{ id, ...kept, created_at: toWireInstant(created_at) }];
  } catch (error) {
    if (error instanceof SealBroken) return [];
    throw error;
  }
}
