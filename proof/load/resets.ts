import { randomId } from '#platform/crypto/random.ts';
import { monotonicMilliseconds } from '#proof/history/history.ts';
import type { MailServer } from '#test/mail-server.ts';
import type { Door } from './ask.ts';
import { mailsTo, untilMailed } from './mails.ts';
import { fingerprint, type People } from './people.ts';

/** What is known of the password of an account after a reset; null where nobody knows which of the two it is. */
export type ResetPassword = { password: string; isCertain: boolean };

/**
 * Somebody asks for a link, waits for the mail, sets a new password, and clicks once more; a mail scanner or a second tab does so on
 * another node at the same time.
 *
 * @returns undefined where no mail came, so that nothing changed
 */
export async function resetByMail(
  people: People,
  { mail, nodes, account }: { mail: Pick<MailServer, 'received'>; nodes: readonly [Door, Door]; account: string },
): Promise<ResetPassword | undefined> {
  const [node, other] = nodes;
  const seen = mailsTo(mail, account, 'reset-password').length;
  await people.note(node, { op: 'request_mail', id: account, account }, () =>
    people.ask(node, 'POST', '/api/auth/password-reset/request', { body: { email: account } }),
  );
  const token = await untilMailed(mail, { address: account, kind: 'reset-password', seen });
  if (token === undefined) return undefined;
  const password = `a new sentence for ${randomId()}`;
  const outcomes = await Promise.all([node, other].map((door) => spend(people, door, { account, token, password })));
  return { password, isCertain: outcomes.includes('ok') || !outcomes.includes('unknown') };
}

async function spend(
  people: People,
  node: Door,
  { account, token, password }: { account: string; token: string; password: string },
): Promise<'ok' | 'fail' | 'unknown'> {
  const t_invoke = monotonicMilliseconds();
  const spent = await people.note(node, { op: 'redeem', id: fingerprint(token), account }, () =>
    people.ask(node, 'POST', '/api/auth/password-reset', { body: { token, password } }),
  );
  // The same answer says that everything of the account has ended, and which password it has.
  const { outcome, t_return } = spent;
  people.history.note({
    op: 'reset',
    id: account,
    account,
    node: node.name,
    t_invoke,
    t_return,
    outcome,
    password: fingerprint(password),
  });
  return outcome;
}
