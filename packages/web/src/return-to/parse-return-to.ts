/** Where to go after signing in: a page of ours, below PUBLIC_URL, or an application's. */
export type Destination = { kind: 'page'; path: string } | { kind: 'application'; url: string };

/** Where nothing was asked for. */
export const ownAccount: Destination = { kind: 'page', path: '/account' };

const nowhere = 'https://portress.invalid';

/**
 * Reads `return_to`, which anybody may have written into the address. K6: a page that forwards wherever it is told
 * lends our name to phishing, so whatever is not plainly a path of ours or a listed origin is ignored.
 * @param appOrigins exact origins; a port may be `*`
 */
export function parseReturnTo(value: unknown, appOrigins: readonly string[]): Destination {
  if (typeof value !== 'string' || !isPlain(value)) return ownAccount;
  if (value.startsWith('/')) return parsePath(value);
  return parseApplication(value, appOrigins);
}

/** Backslashes, spaces and control characters are read differently by different parsers: none of them is plain. */
function isPlain(value: string): boolean {
  return value.length <= 2048 && /^[\x21-\x5b\x5d-\x7e]+$/.test(value);
}

function parsePath(value: string): Destination {
  const url = new URL(value, nowhere);
  const isOurs = url.origin === nowhere && decodings(url.pathname).every((path) => /^\/(?![/\\])/.test(path));
  if (!isOurs || url.pathname.includes('//') || isEntry(url.pathname)) return ownAccount;
  return { kind: 'page', path: url.pathname + url.search + url.hash };
}

function parseApplication(value: string, appOrigins: readonly string[]): Destination {
  if (!/^https?:\/\/[^/@]/i.test(value) || !URL.canParse(value)) return ownAccount;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return ownAccount;
  return appOrigins.some((origin) => matches(origin, url)) ? { kind: 'application', url: url.href } : ownAccount;
}

function matches(origin: string, url: URL): boolean {
  return origin.endsWith(':*') ? `${url.protocol}//${url.hostname}:*` === origin : url.origin === origin;
}

/** The path as it is and as a careless reader behind us might decode it. */
function decodings(path: string): string[] {
  const seen = [path];
  try {
    for (let again = 0; again < 3; again += 1) seen.push(decodeURIComponent(seen.at(-1) ?? ''));
  } catch {
    // Not an encoding of anything.
  }
  return seen;
}

/** To be sent back to the sign-in page after signing in helps nobody. */
function isEntry(path: string): boolean {
  return ['/sign-in', '/sign-up'].includes(path.replace(/\/+$/, ''));
}
