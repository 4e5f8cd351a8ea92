import { signedIn } from '#features/sessions/guard.ts';
import type { IssuedTokens } from '#features/sessions/issue-tokens.ts';
import { DatabaseUnavailable } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { Exchange } from '#platform/http/route.ts';
import type { Hands } from './hands.ts';
import type { Deed } from './plan.ts';
import { facts, oldPassword, type Scene } from './scene.ts';
import type { Call } from './scheduler.ts';
import { type Defect, disguise, realSubjects, type Subjects } from './subjects.ts';
import type { Node } from './world.ts';

/** What a call is made with. */
export type Doing = { node: Node; call: Call; scene: Scene; hands: Hands; actor: number; defect: Defect | null };

/** The node as this call sees it: each of its database steps is stopped, and each look into what the node remembers. */
function contextOf({ node, call, defect }: Doing): Node {
  const stepped = call.over(node.database);
  const database = defect?.statements === undefined ? stepped : disguise(stepped, defect.statements);
  const { recall, find } = node.accounts;
  return { ...node, database, accounts: { recall, find: call.step('accounts.find', find) } };
}

/** A request that shows an access token, and the proof of arrival that it leaves behind. */
async function admit(context: Node, accessToken: string): Promise<string> {
  const told: Promise<unknown>[] = [];
  const { write } = context.database;
  const change: typeof write.change = (statement, parameters) => {
    const changed = write.change(statement, parameters);
    told.push(changed);
    return changed;
  };
  const database = { ...context.database, write: { ...write, change } };
  const exchange = { request: { headers: { authorization: `Bearer ${accessToken}` } } } as unknown as Exchange;
  const { accountId } = await signedIn({ ...context, database }).admit(exchange);
  await Promise.all(told);
  return accountId;
}

/** What an actor sets by a deed: no two of them the same. */
export const passwordOf = (kind: Deed['kind'], actor: number): string => `the password of ${kind} ${actor}`;

/**
 * Makes the deed through the code of the service.
 *
 * @returns the tokens that it answers with; null where it gives none
 * @throws Problem as the service does
 */
export async function makeDeed(doing: Doing, deed: Deed): Promise<IssuedTokens | null> {
  const context = contextOf(doing);
  const { scene, hands, actor } = doing;
  const subjects: Subjects = { ...realSubjects, ...doing.defect?.subjects };
  const { account, values } = scene;
  switch (deed.kind) {
    case 'steal':
      return null;
    case 'refresh':
      return subjects.rotate(context, hands.ownerOf(deed.of).refresh, facts);
    case 'spend':
      return subjects.rotate(context, hands.thiefOf(actor).refresh, facts);
    case 'use':
      await admit(context, hands.ownerOf(deed.of).access);
      return null;
    case 'sign out': {
      const { access, refresh } = hands.ownerOf(deed.of);
      const presented = { bearer: deed.by === 'access' ? access : null, accessCookie: null, refreshCookie: null };
      await subjects.signOut(context, presented, deed.by === 'refresh' ? refresh : null, facts);
      return null;
    }
    case 'sign out everywhere': {
      const { access, shown } = hands.ownerOf(deed.of);
      const accountId = await admit(context, access);
      await subjects.endEverywhere(context, accountId, deed.keeps ? hands.idOf(shown.session) : null, facts);
      return null;
    }
    case 'sign in':
      return subjects.signIn(context, {
        login: account.email,
        password: oldPassword,
        transport: 'body',
        carriedRefreshToken: null,
        facts,
      });
    case 'change password': {
      const { access, shown } = hands.ownerOf(deed.of);
      const accountId = await admit(context, access);
      const { tokens } = await subjects.changePassword(context, {
        caller: { accountId, sessionId: hands.idOf(shown.session) },
        currentPassword: oldPassword,
        password: passwordOf(deed.kind, actor),
        facts,
      });
      return tokens;
    }
    default:
      await makeOther(doing, context, subjects, values, deed);
      return null;
  }
}

async function makeOther(
  { scene, actor }: Doing,
  context: Node,
  subjects: Subjects,
  values: Scene['values'],
  deed: Deed,
): Promise<unknown> {
  const { account, guests, founder, admins } = scene;
  const password = passwordOf(deed.kind, actor);
  switch (deed.kind) {
    case 'reset':
      return subjects.resetPassword(context, { token: values.reset, password }, facts);
    case 'verify by link':
      return subjects.verifyEmail(context, { token: values.link }, facts);
    case 'verify by code': {
      const wrong = values.code === '00000000' ? '00000001' : '00000000';
      const email = { email: account.email, canonical: account.email_canonical };
      return subjects.verifyEmail(context, { email, code: deed.isRight ? values.code : wrong }, facts);
    }
    case 'change e-mail':
      return subjects.confirmEmailChange(context, values.change, facts);
    case 'accept invitation': {
      const email = guests[deed.as] ?? founder;
      return subjects.signUp(context, { email, password, invitation: values.invitation }, facts);
    }
    case 'set up':
      return subjects.setUp(context, { token: values.setUp, email: founder, password, locale: null }, facts);
    case 'suspend':
      return subjects.changeAccount(context, { id: account.id, status: 'suspended' }, 'command_line');
    case 'restore':
      return subjects.changeAccount(context, { id: account.id, status: 'active' }, 'command_line');
    case 'erase':
      return subjects.eraseByAdministrator(context, account.id, 'command_line');
    case 'delete':
      return subjects.deleteAccount(context, { accountId: account.id, password: oldPassword, facts });
    case 'demote':
      return subjects.changeAccount(context, { id: admins[deed.admin] ?? '', role: 'user' }, 'command_line');
    default:
      throw new Error(`nobody knows how to ${deed.kind}`);
  }
}

/** What is answered with 503 where PostgreSQL has undone a transaction: of a circle of waiting ones it chooses one. */
export const unavailable = 'unavailable';

/** @returns the code of a refusal, or the fault that no client was to hear */
export function outcomeOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  if (error instanceof DatabaseUnavailable) return unavailable;
  return `fault: ${error instanceof Error ? error.message : String(error)}`;
}
