import { toWireInvitation } from '#features/invitations/contract.ts';
import { type Invitation, listInvitations } from '#features/invitations/store.ts';
import { command } from './command.ts';
import { formatColumns } from './format-columns.ts';
import { withOperatorContext } from './open-operator-context.ts';

const most = 200;

export const invitationsList = command({
  about: `Lists the newest ${most} invitations: open, accepted and expired ones. Their links are not told again: whoever lost one
needs a new one.`,
  operands: [],
  options: {},
  examples: [['invitations list', 'who is expected']],
  run: () =>
    withOperatorContext(async ({ database, clock }) => {
      const found = await listInvitations(database.read, { before: null, limit: most });
      const rows = found.map(
        (one) => [one.id, `${stateOf(one, clock.now())}  ${one.role}  ${one.email ?? '(anybody)'}`] as const,
      );
      const none = 'There are no invitations. Make one with `portress invitations create`.';
      return { text: rows.length === 0 ? none : formatColumns(rows), json: { items: found.map(toWireInvitation) } };
    }),
});

function stateOf({ accepted_at: acceptedAt, expires_at: expiresAt }: Invitation, now: number): string {
  if (acceptedAt !== null) return `accepted ${dayOf(acceptedAt)}`;
  return expiresAt > now ? `open until ${dayOf(expiresAt)}` : `expired ${dayOf(expiresAt)}`;
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
