import { mailAddressOf } from '#features/accounts/parse-email.ts';
import { type Account, findLockedAccount, type Role, setAccountRole } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import { type EndContext, type Ended, outliveAccessTokens } from '#features/sessions/end-sessions.ts';
import type { Clock } from '#platform/clock.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import { pickLocale } from '#platform/locales.ts';
import { type Actor, actedBy } from './actor.ts';
import { lastAdmin, unknownAccount } from './refusals.ts';

export type ChangeRoleContext = EndContext & {
  clock: Clock;
  secrets: Secrets;
  config: { publicUrl: string; mail: 'smtp' | 'inbox' | 'off' };
};

/**
 * Gives the account another role. It decides from the next request on, here; access tokens of before name the old one, so
 * every other API refuses them. The person stays signed in: the next refresh brings a token with the new role.
 * The administrators are locked already.
 *
 * @returns undefined when it has this role already
 * @throws Problem 404, 409 `last_admin`
 */
export async function changeRole(
  context: ChangeRoleContext,
  transaction: Transaction,
  { id, role }: { id: string; role: Role },
  actor: Actor,
): Promise<{ account: Account; ended: Ended } | undefined> {
  const before = await findLockedAccount(transaction, id);
  if (before === undefined) throw unknownAccount();
  if (before.role === role) return undefined;
  const account = await setAccountRole(transaction, id, role);
  if (account === undefined) throw lastAdmin();
  const by = actedBy(actor);
  await recordAuditEvent(transaction, {
    type: 'role_changed',
    accountId: id,
    ...by,
    details: { ...by.details, from: before.role, to: role },
  });
  await tellByMail(context, transaction, account);
  return { account, ended: await outliveAccessTokens(context, transaction, account) };
}

async function tellByMail(
  { config, clock, secrets }: ChangeRoleContext,
  transaction: Transaction,
  account: Account,
): Promise<void> {
  if (config.mail === 'off') return;
  await queueMail({ secrets }, transaction, {
    kind: 'role_was_changed',
    accountId: account.id,
    to: mailAddressOf(account),
    locale: pickLocale(account.locale),
    at: clock.now(),
    role: account.role,
    accountLink: `${config.publicUrl}/account`,
  });
}
