/** With what the tab can sign in once the address is confirmed. */
export interface Proof {
  login: string;
  password: string;
}

const longestMs = 15 * 60_000;

/** In this page's memory and nowhere else: a reload, another page and a quarter of an hour all end it. */
let kept: (Proof & { until: number }) | null = null;

export function keepProof({ login, password }: Proof): void {
  kept = { login, password, until: Date.now() + longestMs };
}

export function keptProof(): Proof | null {
  if (kept !== null && Date.now() >= kept.until) kept = null;
  return kept;
}

export function forgetProof(): void {
  kept = null;
}
