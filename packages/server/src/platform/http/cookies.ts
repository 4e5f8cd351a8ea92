/** What a request's Cookie header says of one name. A name sent twice is nobody's: which one is meant cannot be known. */
export type CookieReading = { value: string } | 'absent' | 'ambiguous';

/** Reads one cookie without decoding: our values are of the base64url alphabet. */
export function readCookie(header: string | undefined, name: string): CookieReading {
  if (header === undefined) return 'absent';
  let found: CookieReading = 'absent';
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    if (found !== 'absent') return 'ambiguous';
    found = { value: pair.slice(equals + 1).trim() };
  }
  return found;
}

export type CookieScope = {
  /** `__Host-`, `__Secure-` or nothing, by PUBLIC_URL. */
  prefix: string;
  path: string;
  isSecure: boolean;
};

/**
 * How our cookies are bound. On https they carry a prefix that browsers enforce (RFC 6265bis §4.1.3): `__Host-` where the
 * service owns the whole host, `__Secure-` with its path where it lives below one. Plain http is for development.
 */
export const cookieScopeOf = (config: { isSecure: boolean; publicPath: string }): CookieScope => ({
  prefix: config.isSecure ? (config.publicPath === '' ? '__Host-' : '__Secure-') : '',
  path: config.publicPath === '' ? '/' : config.publicPath,
  isSecure: config.isSecure,
});

/** A Set-Cookie line. HttpOnly: no script of ours needs it, so none of anybody's may have it. */
export const writeCookie = (scope: CookieScope, name: string, value: string, maxAgeSeconds: number): string =>
  `${scope.prefix}${name}=${value}; Path=${scope.path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${scope.isSecure ? '; Secure' : ''}`;
