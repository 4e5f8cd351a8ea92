import { findAccount } from '#features/accounts/store.ts';
import { statement } from '#platform/database/statement.ts';
import { Problem } from '#platform/errors.ts';
import { type Defect, realSubjects } from '#proof/interleavings/subjects.ts';

const countAdmins = statement<Record<never, never>, { admins: number }>(
  'defect.count_admins',
  "SELECT COUNT(*) AS admins FROM accounts WHERE role = 'admin' AND status = 'active'",
);
const demote = statement<{ id: string }>('defect.demote', "UPDATE accounts SET role = 'user' WHERE id = :id");

/** Two who each see the other one still there. */
export const lastAdministrator: Defect = {
  name: 'two last administrators who take the role from each other',
  published: 'case I10; the class of CVE-2026-110861: what may happen once happens for several in a race',
  subjects: {
    changeAccount: async (context, change, actor) => {
      if (change.role === undefined) return realSubjects.changeAccount(context, change, actor);
      const { database } = context;
      if (Number((await database.read.first(countAdmins, {}))?.admins ?? 0) < 2) throw new Problem('last_admin');
      return database.transaction(async (transaction) => {
        await transaction.change(demote, { id: change.id });
        return (await findAccount(transaction, change.id)) ?? realSubjects.changeAccount(context, change, actor);
      });
    },
  },
};
