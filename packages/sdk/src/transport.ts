import type { Transport } from './contract.ts';

/** Cookies on the service's own origin, split from another one, tokens in the body outside browsers. */
export function transportFor(baseUrl: string): Transport {
  const origin = pageOrigin();
  if (origin === null) return 'body';
  return new URL(baseUrl).origin === origin ? 'cookie' : 'split';
}

export function credentialsFor(transport: Transport): RequestCredentials {
  if (transport === 'cookie') return 'same-origin';
  return transport === 'split' ? 'include' : 'omit';
}

/** The folder that paths are put behind: without query and fragment, with a slash at the end. */
export function folderOf(baseUrl: string): string {
  const url = new URL(baseUrl, globalThis.location?.href);
  return url.origin + (url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`);
}

function pageOrigin(): string | null {
  const origin = globalThis.location?.origin;
  return origin === undefined || origin === 'null' ? null : origin;
}
