import { erased, exported, type PersonalData } from '#platform/personal-data.ts';
import { deleteInvitationsFor } from './store.ts';

export const invitationData: PersonalData = {
  tables: [
    {
      table: 'invitations',
      as: 'invitation',
      rows: 'one',
      reach: 'account_id = :account_id',
      order: ['id'],
      columns: {
        id: erased('a random name of the row'),
        email: exported('email'),
        email_canonical: exported('email_compared_as'),
        role: exported('role'),
        invited_by: erased('another person; what an administrator has made goes with them'),
        token_hash: erased('a digest of a spent link'),
        mailed_token_hash: erased('a digest of a spent link'),
        created_at: exported('created_at', { kind: 'instant' }),
        expires_at: exported('expires_at', { kind: 'instant' }),
        accepted_at: exported('accepted_at', { kind: 'instant' }),
        account_id: erased('the account is named once'),
      },
    },
  ],
  // One that was made for the address and never used: the person came another way.
  erase: async (transaction, accountId) => {
    await deleteInvitationsFor(transaction, accountId);
  },
};
