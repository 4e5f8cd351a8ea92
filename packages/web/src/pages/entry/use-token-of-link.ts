import { useState } from 'react';

/** The one-time token of a mailed link: in the fragment, so that no server, log or referrer sees it. */
export function useTokenOfLink(): string | null {
  const [token] = useState(() => new URLSearchParams(window.location.hash.slice(1)).get('token') || null);
  return token;
}

/** A token that has done its work has no business in the history. */
export function forgetTokenOfLink(): void {
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
}
