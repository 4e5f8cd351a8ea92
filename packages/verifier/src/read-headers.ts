/** A request as `node:http` and everything on top of it has it. */
export interface GuardedRequest {
  readonly method?: string | undefined;
  /** Names and values in turn, as they were received. */
  readonly rawHeaders: readonly string[];
  readonly socket?: { readonly remoteAddress?: string | undefined };
  /** The address of the person's device, where a framework knows more of it than the connection does. */
  readonly address?: string | undefined;
}

/** All values of one header: what is sent twice is not the same as what is sent once. @param name in lower case */
export function readHeader({ rawHeaders }: GuardedRequest, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
}

/** What a request says of one cookie. A name sent twice is nobody's: which one is meant cannot be known. */
export type CookieReading = { readonly value: string } | 'absent' | 'ambiguous';

/** Without decoding: our values are of the base64url alphabet. An empty one counts as absent. */
export function readCookie(request: GuardedRequest, name: string): CookieReading {
  let found: CookieReading = 'absent';
  for (const pair of readHeader(request, 'cookie').flatMap((header) => header.split(';'))) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    if (found !== 'absent') return 'ambiguous';
    found = { value: pair.slice(equals + 1).trim() };
  }
  return typeof found === 'object' && found.value === '' ? 'absent' : found;
}
