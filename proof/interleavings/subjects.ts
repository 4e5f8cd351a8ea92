import { changeAccount } from '#features/admin/change-account.ts';
import { deleteAccount as eraseByAdministrator } from '#features/admin/delete-account.ts';
import { verifyEmail } from '#features/email-verification/verify-email.ts';
import { changePassword } from '#features/own-account/change-password.ts';
import { confirmEmailChange } from '#features/own-account/confirm-email-change.ts';
import { deleteAccount } from '#features/own-account/delete-account.ts';
import { resetPassword } from '#features/password-reset/reset-password.ts';
import { endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { rotateRefreshToken } from '#features/sessions/rotate-refresh-token.ts';
import { signOut } from '#features/sessions/sign-out.ts';
import { setUp } from '#features/setup/set-up.ts';
import { signIn } from '#features/sign-in/sign-in.ts';
import { signUp } from '#features/sign-up/sign-up.ts';
import type { Executor } from '#platform/database/database.ts';
import type { SqlParameters } from '#platform/database/statement.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import type { Node } from './world.ts';

/** What is asked of the service, as the routes ask it. */
export const realSubjects = {
  rotate: rotateRefreshToken,
  signOut,
  /** As the route has it, which is all there is of this deed. */
  endEverywhere: async (context: Node, accountId: string, keepSessionId: string | null, facts: RequestFacts) => {
    const ended = await context.database.transaction((transaction) =>
      endSessionsOfAccount(context, transaction, {
        accountId,
        reason: 'signed_out_everywhere',
        facts,
        ...(keepSessionId !== null && { keepSessionId }),
      }),
    );
    ended.publish();
  },
  changePassword,
  signIn,
  resetPassword,
  verifyEmail,
  confirmEmailChange,
  setUp,
  signUp,
  changeAccount,
  deleteAccount,
  eraseByAdministrator,
};

export type Subjects = typeof realSubjects;

/** Another way to carry out a statement of the stores; what it runs itself are steps of their own. */
export type Disguise = (executor: Executor, parameters: SqlParameters) => Promise<unknown>;

/** A fault that others have published, put into a copy of ours. */
export type Defect = {
  name: string;
  /** Where it was published. */
  published: string;
  subjects?: Partial<Subjects>;
  /** By the name of the statement that it stands for. */
  statements?: Readonly<Record<string, Disguise>>;
};

/** @returns the same database, but for the statements that a defect carries out in its own way */
export function disguise(database: Node['database'], statements: NonNullable<Defect['statements']>): Node['database'] {
  const over = (executor: Executor): Executor => ({
    first: (statement, parameters) => {
      const other = statements[statement.name];
      return other === undefined
        ? executor.first(statement, parameters)
        : (other(executor, parameters) as ReturnType<typeof executor.first<typeof parameters, never>>);
    },
    all: executor.all,
    change: (statement, parameters) => {
      const other = statements[statement.name];
      return other === undefined
        ? executor.change(statement, parameters)
        : (other(executor, parameters) as Promise<number>);
    },
  });
  return {
    ...database,
    read: over(database.read),
    write: over(database.write),
    transaction: (work) => database.transaction((transaction) => work({ ...transaction, ...over(transaction) })),
  };
}
