export type OriginConfig = {
  publicOrigin: string;
  /** Null while any loopback origin is allowed: development, nothing set. */
  appOrigins: readonly string[] | null;
  isProduction: boolean;
};

const loopback = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** In development `localhost`, `127.0.0.1` and `[::1]` are one host: people type whichever they are used to. */
const withoutLoopbackName = (origin: string): string =>
  origin.replace(/^(https?:\/\/)(localhost|127\.0\.0\.1|\[::1\])(?=:|$)/, '$1localhost');

/**
 * Whether pages of this origin may use the service with a person's credentials: our own, and those of APP_ORIGINS, which
 * is one exact list for CORS, for unsafe requests by cookie and for `return_to`.
 */
export function createOriginRule(config: OriginConfig): (origin: string) => boolean {
  const normal = (origin: string): string => (config.isProduction ? origin : withoutLoopbackName(origin));
  const allowed = new Set([config.publicOrigin, ...(config.appOrigins ?? [])].map(normal));
  const allowsAnyLoopback = config.appOrigins === null;
  return (origin) => allowed.has(normal(origin)) || (allowsAnyLoopback && loopback.test(origin));
}
