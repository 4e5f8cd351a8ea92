import { newAccount } from '#features/accounts/new-account.ts';
import { type ParsedEmail, parseEmail } from '#features/accounts/parse-email.ts';
import { type Account, createAccount, findAccount } from '#features/accounts/store.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { invite } from '#features/invitations/invite.ts';
import { issueOneTimeToken } from '#features/one-time-tokens/issue-one-time-token.ts';
import { keepSetupToken } from '#features/one-time-tokens/setup-token.ts';
import { type IssuedTokens, issueTokens } from '#features/sessions/issue-tokens.ts';
import { type StartedSession, startSession } from '#features/sessions/start-session.ts';
import type { Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { Deed, Plan } from './plan.ts';
import type { Node } from './world.ts';

export const facts = { requestId: 'r', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
export const oldPassword = 'the old password';

/** What stands ready when a run begins: an account with its sessions, and whatever was mailed to it. */
export type Scene = {
  account: Account;
  sessions: IssuedTokens[];
  admins: string[];
  values: { reset: string; link: string; code: string; change: string; invitation: string; setUp: string };
  guests: ParsedEmail[];
  founder: ParsedEmail;
};

const noAdmins = statement<Record<never, never>>(
  'proof.no_admins',
  "UPDATE accounts SET role = 'user' WHERE role = 'admin'",
);
const markVerified = statement<{ id: string }>(
  'proof.verified',
  'UPDATE accounts SET email_verified_at = now_ms() WHERE id = :id',
);

let scenes = 0;

const addressOf = (name: string): ParsedEmail => {
  scenes += 1;
  const parsed = parseEmail(`${name}-${scenes}@example.com`);
  if (parsed === undefined) throw new Error('no address');
  return parsed;
};

const createPerson = (transaction: Transaction, name: string, role: Account['role']): Promise<Account> =>
  createAccount(transaction, { ...newAccount({ email: addressOf(name) }), role });

/** @param context any node: nothing of this is scheduled */
export async function givenScene(context: Node, plan: Plan): Promise<Scene> {
  const kinds = new Set<Deed['kind']>(plan.actors.flat().map(({ kind }) => kind));
  const { database, secrets } = context;
  const made = await database.transaction(async (transaction) => {
    if (kinds.has('demote') || kinds.has('set up')) await transaction.change(noAdmins, {});
    const admins: string[] = [];
    if (kinds.has('demote'))
      for (const name of ['admin-a', 'admin-b']) admins.push((await createPerson(transaction, name, 'admin')).id);
    const person = await createPerson(transaction, 'person', 'user');
    const isVerified = !kinds.has('verify by link') && !kinds.has('verify by code');
    if (isVerified) await transaction.change(markVerified, { id: person.id });
    await setPassword(transaction, person.id, `plain ${oldPassword}`);
    const account = (await findAccount(transaction, person.id)) ?? person;
    const target = { accountId: account.id, emailCanonical: account.email_canonical, lifetimeSeconds: 86_400 };
    const issue = (
      more: Omit<Parameters<typeof issueOneTimeToken>[2], keyof typeof target> & { emailCanonical?: string },
    ) => issueOneTimeToken({ secrets }, transaction, { ...target, ...more });
    const values = { reset: '', link: '', code: '', change: '' };
    if (kinds.has('reset')) values.reset = (await issue({ purpose: 'reset_password' })).token;
    if (!isVerified) {
      const { token, code } = await issue({ purpose: 'verify_email', code: { lifetimeSeconds: 86_400 } });
      Object.assign(values, { link: token, code: code ?? '' });
    }
    if (kinds.has('change e-mail')) {
      const { email, canonical } = addressOf('changed');
      const change = { newEmail: email, credentialVersion: account.credential_version };
      values.change = (await issue({ purpose: 'change_email', emailCanonical: canonical, change })).token;
    }
    const started: StartedSession[] = [];
    for (let count = 0; count < plan.sessions; count += 1) {
      const session = await startSession(context, transaction, { account, transport: 'body', facts });
      if (session !== undefined) started.push(session);
    }
    return { account, admins, values, started };
  });
  const setUp = kinds.has('set up') ? await keepSetupToken({ database, secrets }) : '';
  const invited = kinds.has('accept invitation')
    ? await invite(context, { email: null, role: 'user', lifetimeSeconds: 86_400, by: null })
    : undefined;
  return {
    account: made.account,
    admins: made.admins,
    sessions: made.started.map((session) => issueTokens(context, session, made.account)),
    values: { ...made.values, setUp, invitation: invited?.url.split('token=')[1] ?? '' },
    guests: [addressOf('guest'), addressOf('guest')],
    founder: addressOf('founder'),
  };
}
