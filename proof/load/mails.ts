import type { MailServer } from '#test/mail-server.ts';

/** What came to an address with a link of this kind in it, oldest first. */
export function mailsTo({ received }: Pick<MailServer, 'received'>, address: string, kind: string): string[] {
  return received
    .filter(({ recipients }) => recipients.includes(address))
    .map(({ body }) => decode(body))
    .filter((body) => linkOf(kind).test(body));
}

/** The secret of the link. */
export const tokenIn = (body: string, kind: string): string => linkOf(kind).exec(body)?.[1] ?? '';

const linkOf = (kind: string): RegExp => new RegExp(`/${kind}#token=([\\w-]{43})`);

const decode = (quotedPrintable: string): string =>
  quotedPrintable
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
