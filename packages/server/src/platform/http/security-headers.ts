/** For answers that are data: nothing in them may run, be framed, sniffed or embedded elsewhere (ASVS 3.4). */
export const dataHeaders = (isSecure: boolean): Readonly<Record<string, string>> => ({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-site',
  // Data can be opened in a window too: whoever opened it keeps no hold of that window.
  'cross-origin-opener-policy': 'same-origin',
  // What may be stored says so itself (ASVS 14.3.2).
  'cache-control': 'no-store',
  ...(isSecure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
});

/** For our own pages: scripts and styles from here only, no inline ones, no text that becomes one, no frames around them. */
export const pageHeaders = (isSecure: boolean): Readonly<Record<string, string>> => ({
  ...dataHeaders(isSecure),
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "require-trusted-types-for 'script'",
    // The one policy that our own code makes, for workers from the build; nobody can make a second of its name.
    'trusted-types default',
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
});
