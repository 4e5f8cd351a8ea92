import { z } from 'zod';

const inboxMailSchema = z
  .strictObject({
    id: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'InboxMail' });

/** Newest first. */
export const inboxSchema = z.strictObject({ items: z.array(inboxMailSchema) });

export type InboxMailOnWire = z.output<typeof inboxMailSchema>;
