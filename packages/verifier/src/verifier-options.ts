const MAX_LEEWAY_SECONDS = 5;
/**
 * Heartbeats come each second or two, a silent connection is given up after three, and a new one needs a moment: so the
 * loss of one connection, or the restart of a node, is not felt, and what was revoked meanwhile is accepted no longer.
 */
const MAX_STALENESS_SECONDS = 5;
/** Below that, a heartbeat that comes a little late would refuse everybody. */
const MIN_STALENESS_SECONDS = 3;

interface CommonOptions {
  /** The authorization server's `PUBLIC_URL`, letter by letter; it may hold a path. */
  readonly issuer: string;
  /** The name under which tokens are meant for this API: the authorization server's `TOKEN_AUDIENCE`. */
  readonly audience: string;
  /** Where the authorization server is reached from here, where that is not the issuer; it may hold a path. */
  readonly serviceUrl?: string | URL;
  /** Where the keys are; by default `<serviceUrl>/.well-known/jwks.json`. */
  readonly jwksUrl?: string | URL;
  /** How far the clocks may differ, 0–5 seconds; 5 by default. */
  readonly leewaySeconds?: number;
  /** Unknown keys make the JWK Set fetched again at most once in this time; 60 seconds by default. */
  readonly keyCooldownSeconds?: number;
  /** How many verified tokens are remembered, about 1 KB each; 10,000 by default. */
  readonly rememberedTokens?: number;
  /**
   * Told when the stream of revocations is refused, lost or not believed: once each, a refused service key again and
   * again. By default a warning of the process.
   */
  readonly onError?: (error: Error) => void;
}

interface FollowingOptions extends CommonOptions {
  /** `psk_…`, of the scope `revocations:read`: `portress service-keys create` makes one. */
  readonly serviceKey: string;
  readonly revocations?: 'follow';
  /** For how long tokens are accepted while nobody says what was revoked, in seconds; 5 by default, at least 3. */
  readonly maxStalenessSeconds?: number;
}

interface UnawareOptions extends CommonOptions {
  /** Said aloud: a session that has ended is accepted here until its access token expires. */
  readonly revocations: 'none';
  readonly serviceKey?: never;
  readonly maxStalenessSeconds?: never;
}

export type VerifierOptions = FollowingOptions | UnawareOptions;

export interface ReadOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly serviceUrl: string;
  readonly jwksUrl: URL;
  readonly streamUrl: URL;
  /** Undefined where revocations are not followed. */
  readonly serviceKey: string | undefined;
  readonly maxStalenessSeconds: number;
  readonly leewaySeconds: number;
  readonly keyCooldownSeconds: number;
  readonly rememberedTokens: number;
  readonly onError: (error: Error) => void;
}

/** @throws {TypeError | RangeError} saying what is missing and what would happen without it */
export function readOptions(given: VerifierOptions): ReadOptions {
  const { issuer, audience, leewaySeconds = MAX_LEEWAY_SECONDS, keyCooldownSeconds = 60 } = given;
  const { rememberedTokens = 10_000, maxStalenessSeconds = MAX_STALENESS_SECONDS, onError = warn } = given;
  if (!issuer) throw new TypeError('issuer is needed: without it any server that shares the key could sign in here');
  if (!audience) throw new TypeError('audience is needed: without it tokens meant for other APIs would be accepted');
  if (!(leewaySeconds >= 0 && leewaySeconds <= MAX_LEEWAY_SECONDS)) throw new RangeError('leewaySeconds must be 0–5');
  if (!(maxStalenessSeconds >= MIN_STALENESS_SECONDS))
    throw new RangeError('maxStalenessSeconds must be 3 or more: heartbeats come each second or two');
  if (!(Number.isSafeInteger(rememberedTokens) && rememberedTokens >= 0))
    throw new RangeError('rememberedTokens must be a whole number');
  const serviceUrl = String(given.serviceUrl ?? issuer);
  return {
    issuer,
    audience,
    serviceUrl,
    leewaySeconds,
    keyCooldownSeconds,
    rememberedTokens,
    maxStalenessSeconds,
    onError,
    serviceKey: readServiceKey(given),
    jwksUrl: new URL(given.jwksUrl ?? below(serviceUrl, '/.well-known/jwks.json')),
    streamUrl: below(serviceUrl, '/api/revocations/stream'),
  };
}

/** @param path of the service, beginning with a slash */
export const below = (serviceUrl: string | URL, path: string): URL =>
  new URL(`${String(serviceUrl).replace(/\/+$/, '')}${path}`);

function readServiceKey({ serviceKey, revocations }: VerifierOptions): string | undefined {
  if (revocations === 'none') {
    if (serviceKey !== undefined) throw new TypeError("a serviceKey and revocations: 'none' contradict each other");
    return undefined;
  }
  if (serviceKey) return serviceKey;
  throw new TypeError(
    "serviceKey is needed to learn which sessions have ended; without one say revocations: 'none', and a session that has ended is accepted until its access token expires",
  );
}

const warn = (error: Error) => process.emitWarning(error.message, 'PortressVerifierWarning');
