import type { Call } from './call.ts';
import type { PasswordChange, PasswordChanged, SignedIn, SignIn, TokenAnswer, Transport } from './contract.ts';
import { exchange, type Wire } from './exchange.ts';
import type { Gate } from './gate.ts';
import { PortressProblem } from './problem.ts';
import type { RefreshTokenStore, Standing } from './standing.ts';
import type { Tabs } from './tabs.ts';
import { exchangeForTokens } from './token-answer.ts';

interface SignInParts {
  wire: Wire;
  transport: Transport;
  standing: Standing;
  store: RefreshTokenStore;
  gate: Gate;
  tabs: Tabs;
  refresh: (seen: number) => Promise<void>;
  call: Call;
}

/** The deeds that begin and end a session; each waits until every other call of this client has settled. */
export function createSignInAndOut({ wire, transport, standing, store, gate, tabs, refresh, call }: SignInParts) {
  const alone = <Result>(work: () => Promise<Result>) => gate.alone(() => tabs.alone(work));

  async function signIn(proof: SignIn): Promise<SignedIn> {
    return alone(async () => {
      const body = { login: proof.login, password: proof.password, transport };
      const request = { method: 'POST', path: 'api/auth/sign-in', body } as const;
      const answer = await exchangeForTokens(wire, transport, request);
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

  async function deleteAccount({ password }: { password: string }): Promise<void> {
    // Not under the tabs' lock, which the refresh that this call may need takes itself.
    return gate.alone(async () => {
      await call({ method: 'POST', path: 'api/account/deletion', body: { password } });
      await standing.signOut('signed_out');
    });
  }

  /**
   * The session goes on with the tokens of the answer; those of before are dead. No other tab may exchange one of them
   * meanwhile: it would be told that its session is over, so the change has the tabs' lock, and the answer ends the wait.
   */
  async function changePassword({ currentPassword, password }: PasswordChange): Promise<PasswordChanged> {
    return gate.alone(async () => {
      // Before the lock, which a refresh takes itself. With cookies the service renews in passing.
      if (transport !== 'cookie' && standing.accessTokenEndsAt - Date.now() < 5000) await refresh(standing.freshness);
      const { account, session_id, session_expires_at, ended_sessions } = await tabs.alone(async () => {
        const answer = await sendChange({ current_password: currentPassword, password });
        await standing.refresh(answer);
        return answer;
      });
      return { account, session_id, session_expires_at, ended_sessions };
    });
  }

  async function sendChange(body: object): Promise<TokenAnswer & { ended_sessions: number }> {
    const { accessToken } = standing;
    try {
      const request = { method: 'PUT', path: 'api/account/password', body, accessToken } as const;
      return await exchangeForTokens<TokenAnswer & { ended_sessions: number }>(wire, transport, request);
    } catch (error) {
      if (error instanceof PortressProblem && isOver(error)) await standing.signOut('ended');
      throw error;
    }
  }

  /** The refresh token says which session even when the access token has expired; never both at once. */
  async function proofOfSession(): Promise<{ body?: { refresh_token: string } }> {
    const refreshToken = transport === 'body' ? await store.load() : null;
    return refreshToken === null ? {} : { body: { refresh_token: refreshToken } };
  }

  return { signIn, signOut, signOutEverywhere, deleteAccount, changePassword };
}

/** A wrong password is 401 as well, and says nothing about the session. */
const isOver = ({ status, code }: PortressProblem): boolean => status === 401 && code !== 'invalid_credentials';
