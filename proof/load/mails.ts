import { setTimeout as wait } from 'node:timers/promises';
import type { MailServer } from '#test/mail-server.ts';

/** How long a person looks for a mail before they give up. */
const patienceMilliseconds = 5000;

/** What came to an address with a link of this kind in it, oldest first. */
export function mailsTo({ received }: Pick<MailServer, 'received'>, address: string, kind: string): string[] {
  return received
    .filter(({ recipients }) => recipients.includes(address))
    .map(({ body }) => decode(body))
    .filter((body) => linkOf(kind).test(body));
}

/**
 * @param seen how many of the kind had come before
 * @returns the secret of the newest link, or undefined where none came in the time that a person waits
 */
export async function untilMailed(
  mail: Pick<MailServer, 'received'>,
  { address, kind, seen = 0 }: { address: string; kind: string; seen?: number },
): Promise<string | undefined> {
  const until = performance.now() + patienceMilliseconds;
  while (performance.now() < until) {
    const newest = mailsTo(mail, address, kind).slice(seen).at(-1);
    if (newest !== undefined) return tokenIn(newest, kind);
    await wait(25);
  }
  return undefined;
}

/** The secret of the link. */
export const tokenIn = (body: string, kind: string): string => linkOf(kind).exec(body)?.[1] ?? '';

const linkOf = (kind: string): RegExp => new RegExp(`/${kind}#token=([\\w-]{43})`);

const decode = (quotedPrintable: string): string =>
  quotedPrintable
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
