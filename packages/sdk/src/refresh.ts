import type { TokenAnswer, Transport } from './contract.ts';
import type { Wire } from './exchange.ts';
import { PortressProblem, PortressUnreachable } from './problem.ts';
import type { RefreshTokenStore, Standing } from './standing.ts';
import type { Tabs } from './tabs.ts';
import { exchangeForTokens } from './token-answer.ts';

/** Tries of one refresh, and refused tries after which the session is over for this client. */
const mostTries = 3;
const firstPauseMs = 500;
/** A longer wait is the caller's to decide. */
const longestPauseSeconds = 5;

export interface RefreshParts {
  wire: Wire;
  transport: Transport;
  standing: Standing;
  store: RefreshTokenStore;
  tabs: Tabs;
}

/**
 * Makes the one refresh that all waiting calls share.
 * @returns a function that settles when the access token is fresher than `seen`; it throws what the service
 * answered, or PortressUnreachable, and then nobody is signed out
 */
export function createRefresh({ wire, transport, standing, store, tabs }: RefreshParts) {
  let underway: Promise<void> | null = null;
  let refusals = 0;

  async function refresh(seen: number): Promise<void> {
    if (standing.freshness > seen) return;
    const joined = underway;
    underway ??= begin(seen);
    await underway;
    // It was begun for a call that had seen less, and found that enough had come from elsewhere.
    if (joined && standing.freshness <= seen) await refresh(seen);
  }

  function begin(seen: number): Promise<void> {
    const work = async () => {
      if (standing.freshness <= seen) await tryUntilAnswered();
    };
    return tabs.alone(work).finally(() => {
      underway = null;
    });
  }

  async function tryUntilAnswered(): Promise<void> {
    const sitting = standing.sitting;
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await askForTokens();
        refusals = 0;
        // Signed in or out meanwhile, in another tab: this answer belongs to a session that is no longer ours.
        if (standing.sitting === sitting) await standing.refresh(answer);
        return;
      } catch (error) {
        // A store that can't be written, for one, is no answer of the service.
        if (!isAnswer(error)) throw error;
        if (!isPassing(error)) refusals += 1;
        if (isFinal(error) || refusals >= mostTries) {
          refusals = 0;
          if (standing.sitting === sitting) await standing.signOut('ended');
          throw error;
        }
        if (tries === mostTries || pauseMs(error, tries) > longestPauseSeconds * 1000) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs(error, tries)));
      }
    }
  }

  async function askForTokens(): Promise<TokenAnswer> {
    const request = { method: 'POST', path: 'api/auth/refresh' } as const;
    if (transport !== 'body') return exchangeForTokens(wire, transport, request);
    const refreshToken = await store.load();
    if (refreshToken === null) throw nothingToRefresh();
    return exchangeForTokens(wire, transport, { ...request, body: { refresh_token: refreshToken } });
  }

  return refresh;
}

/** The session is over, or this client never had one. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof PortressProblem) || error.status !== 401) return false;
  return ['session_ended', 'invalid_refresh_token', 'not_signed_in'].includes(error.code);
}

function isAnswer(error: unknown): error is PortressProblem | PortressUnreachable {
  return error instanceof PortressProblem || error instanceof PortressUnreachable;
}

/** The network, a throttle or a service in trouble says nothing about the session. */
function isPassing(error: PortressProblem | PortressUnreachable): boolean {
  return error instanceof PortressUnreachable || [408, 429].includes(error.status) || error.status >= 500;
}

function pauseMs(error: PortressProblem | PortressUnreachable, tries: number): number {
  const asked = error instanceof PortressProblem ? error.retryAfterSeconds : null;
  return asked === null ? firstPauseMs * tries : asked * 1000;
}

function nothingToRefresh(): PortressProblem {
  return new PortressProblem({ code: 'not_signed_in', status: 401, detail: 'There is no refresh token.' });
}
