import { z } from 'zod';
import { emailField } from '#features/accounts/fields.ts';
import { toWireInstant } from '#platform/clock.ts';
import { pageQuery } from '#platform/http/page-query.ts';
import { invitationSeconds } from './lifetime.ts';
import type { Invitation } from './store.ts';

const role = z.enum(['user', 'moderator', 'admin']);

export const invitationSchema = z
  .strictObject({
    id: z.string(),
    email: z.string().nullable().describe('Null: whoever holds the link may come.'),
    role,
    invited_by: z.string().nullable().describe('The administrator; null for the command line.'),
    account_id: z.string().nullable().describe('Who came.'),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    accepted_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Invitation' });

const { least, most, usual } = invitationSeconds;

export const createInvitationContract = {
  body: z
    .strictObject({
      email: emailField.optional().describe('Mailed to it where there is mail, and good for this address only.'),
      role: role.default('user'),
      expires_in: z
        .int()
        .min(least, `must be ${least} seconds or more`)
        .max(most, `must be at most ${most} seconds`)
        .default(usual)
        .describe('Seconds.'),
    })
    .nullish(),
  answers: {
    201: z
      .strictObject({
        id: z.string(),
        url: z.url().describe('Shown here and never again.'),
        email: z.string().nullable(),
        role,
        mailed: z.boolean(),
        expires_at: z.iso.datetime(),
      })
      .meta({ id: 'NewInvitation' }),
  },
} as const;

export const listInvitationsContract = {
  query: z.strictObject(pageQuery),
  answers: { 200: z.strictObject({ items: z.array(invitationSchema), next_cursor: z.string().nullable() }) },
} as const;

export const revokeInvitationContract = {
  params: z.strictObject({ id: z.string() }),
  answers: { 204: z.null() },
} as const;

export const toWireInvitation = (invitation: Invitation): z.input<typeof invitationSchema> => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  invited_by: invitation.invited_by,
  account_id: invitation.account_id,
  created_at: toWireInstant(invitation.created_at),
  expires_at: toWireInstant(invitation.expires_at),
  accepted_at: invitation.accepted_at === null ? null : toWireInstant(invitation.accepted_at),
});
