import { type Answer, type Exchange, exchange, type Wire } from './exchange.ts';
import { PortressProblem } from './problem.ts';
import type { Standing } from './standing.ts';

/** A call in the signed-in account's name; its answer's body. */
export type Call = <Body>(request: Exchange) => Promise<Body>;

interface CallParts {
  wire: Wire;
  standing: Standing;
  refresh: (seen: number) => Promise<void>;
}

/** Calls that were refused for want of a good access token wait for the one refresh and are sent again once. */
export function createCall({ wire, standing, refresh }: CallParts): Call {
  return async <Body>(request: Exchange) => {
    const seen = standing.freshness;
    try {
      return (await send<Body>(request)).body;
    } catch (error) {
      if (!(await renewed(error, seen))) throw error;
    }
    const sitting = standing.sitting;
    try {
      return (await send<Body>(request)).body;
    } catch (error) {
      if (isEnded(error) && standing.sitting === sitting) await standing.signOut('ended');
      throw error;
    }
  };

  async function send<Body>(request: Exchange): Promise<Answer<Body>> {
    const sitting = standing.sitting;
    const answer = await exchange<Body>(wire, { ...request, accessToken: standing.accessToken });
    if (standing.sitting === sitting) standing.takeFrom(answer.headers);
    return answer;
  }

  /** Whether the call may succeed when it is sent again. */
  async function renewed(error: unknown, seen: number): Promise<boolean> {
    if (isEnded(error)) {
      // The answer may speak of the session before the one that another tab has just begun.
      if (standing.freshness > seen) return true;
      await standing.signOut('ended');
      return false;
    }
    if (!wantsRefresh(error)) return false;
    if (standing.is === 'signed_out' && standing.freshness === seen) return false;
    await refresh(seen);
    return true;
  }
}

/** The only two 401s that a refresh can answer; a wrong password never is one. */
function wantsRefresh(error: unknown): boolean {
  if (!(error instanceof PortressProblem) || error.status !== 401) return false;
  return error.code === 'not_signed_in' || error.code === 'invalid_token';
}

function isEnded(error: unknown): boolean {
  return error instanceof PortressProblem && error.status === 401 && error.code === 'session_ended';
}
