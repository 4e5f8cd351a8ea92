import { type GuardedRequest, readHeader } from '../read-headers.ts';

export interface CookieOptions {
  /** The authorization server's `PUBLIC_URL`, which decides how its cookies are called; the verifier's issuer by default. */
  readonly publicUrl?: string;
  /**
   * Origins whose pages may send unsafe requests with the person's cookies, beside those of this very site, to the
   * letter: `https://shop.example`.
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * Whether a missing or expired access cookie is replaced by means of the refresh cookie, as the authorization server
   * itself does it; the new cookies ride on the answer. False by default.
   */
  readonly refresh?: boolean;
}

export interface CookieNames {
  readonly access: string;
  readonly refresh: string;
}

/**
 * On https the names carry a prefix that browsers enforce (RFC 6265bis §4.1.3): `__Host-` where the authorization server
 * owns the whole host, `__Secure-` where it lives below a path. Plain http is for development.
 */
export function cookieNamesOf(publicUrl: string): CookieNames {
  const { protocol, pathname } = new URL(publicUrl);
  const prefix = protocol === 'https:' ? (pathname === '/' ? '__Host-' : '__Secure-') : '';
  return { access: `${prefix}access_token`, refresh: `${prefix}refresh_token` };
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: browsers add cookies by themselves, so an unsafe request has to say where it comes from, by
 * Fetch Metadata or `Origin`. Older browsers that say neither are refused.
 */
export function createOriginRule(allowedOrigins: readonly string[]): (request: GuardedRequest) => boolean {
  const allowed = new Set(allowedOrigins.map(parseOrigin));
  return (request) => {
    if (safeMethods.has(request.method ?? '')) return true;
    const site = readHeader(request, 'sec-fetch-site');
    const origin = readHeader(request, 'origin');
    if (site.length > 1 || origin.length > 1) return false;
    return site[0] === 'same-origin' || site[0] === 'none' || allowed.has(origin[0] ?? '');
  };
}

function parseOrigin(text: string): string {
  const { origin } = new URL(text);
  if (origin !== text || origin === 'null') throw new TypeError(`${text} is no origin; it may be ${origin}`);
  return origin;
}
