import type { Call } from './call.ts';
import type { SignedIn, SignIn, TokenAnswer, Transport } from './contract.ts';
import { exchange, type Wire } from './exchange.ts';
import type { Gate } from './gate.ts';
import { PortressProblem } from './problem.ts';
import type { RefreshTokenStore, Standing } from './standing.ts';
import type { Tabs } from './tabs.ts';

interface SignInParts {
  wire: Wire;
  transport: Transport;
  standing: Standing;
  store: RefreshTokenStore;
  gate: Gate;
  tabs: Tabs;
  call: Call;
}

/** The deeds that begin and end a session; each waits until every other call of this client has settled. */
export function createSignInAndOut({ wire, transport, standing, store, gate, tabs, call }: SignInParts) {
  const alone = <Result>(work: () => Promise<Result>) => gate.alone(() => tabs.alone(work));

  async function signIn(proof: SignIn): Promise<SignedIn> {
    return alone(async () => {
      const body = { login: proof.login, password: proof.password, transport };
      const { body: answer } = await exchange<TokenAnswer>(wire, { method: 'POST', path: 'api/auth/sign-in', body });
      await standing.signIn(answer);
      return { account: answer.account, session_id: answer.session_id, session_expires_at: answer.session_expires_at };
    });
  }

  async function signOut(): Promise<void> {
    return alone(async () => {
      try {
        await exchange(wire, { method: 'POST', path: 'api/auth/sign-out', ...(await proofOfSession()) });
      } catch (error) {
        // Not signed in any more is what was asked for.
        if (!(error instanceof PortressProblem && error.status === 401)) throw error;
      }
      await standing.signOut('signed_out');
    });
  }

  async function signOutEverywhere(): Promise<{ ended_sessions: number }> {
    // Not under the tabs' lock, which the refresh that this call may need takes itself.
    return gate.alone(async () => {
      const body = { keep_current: false };
      const answer = await call<{ ended_sessions: number }>({
        method: 'POST',
        path: 'api/auth/sign-out-everywhere',
        body,
      });
      await standing.signOut('signed_out');
      return answer;
    });
  }

  /** The refresh token says which session even when the access token has expired; never both at once. */
  async function proofOfSession(): Promise<{ body?: { refresh_token: string } }> {
    const refreshToken = transport === 'body' ? await store.load() : null;
    return refreshToken === null ? {} : { body: { refresh_token: refreshToken } };
  }

  return { signIn, signOut, signOutEverywhere };
}
