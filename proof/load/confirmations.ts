import { monotonicMilliseconds } from '#proof/history/history.ts';
import type { MailServer } from '#test/mail-server.ts';
import type { Door } from './ask.ts';
import { untilMailed } from './mails.ts';
import { fingerprint, type People } from './people.ts';

/** Somebody who has signed up waits for the mail and presses the button, while a second tab does so on another node at the same time. */
export async function confirmByMail(
  people: People,
  { mail, nodes, account }: { mail: Pick<MailServer, 'received'>; nodes: readonly [Door, Door]; account: string },
): Promise<void> {
  const token = await untilMailed(mail, { address: account, kind: 'verify-email' });
  if (token !== undefined) await Promise.all(nodes.map((node) => spend(people, node, { account, token })));
}

async function spend(
  people: People,
  node: Door,
  { account, token }: { account: string; token: string },
): Promise<void> {
  const t_invoke = monotonicMilliseconds();
  const { outcome, t_return } = await people.note(node, { op: 'redeem', id: fingerprint(token), account }, () =>
    people.ask(node, 'POST', '/api/auth/verify-email', { body: { token } }),
  );
  // The same answer says that the address is proved.
  people.history.note({ op: 'confirm', id: account, account, node: node.name, t_invoke, t_return, outcome });
}
