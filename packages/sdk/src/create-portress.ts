import { createCall } from './call.ts';
import type {
  Account,
  AccountChanges,
  AccountExport,
  Activity,
  EmailProof,
  Page,
  PasswordChange,
  PasswordChanged,
  Session,
  SignedIn,
  SignIn,
  SignUp,
  SignUpAnswer,
  Transport,
} from './contract.ts';
import { type Deed, exchangeOf } from './deed.ts';
import { type Exchange, exchange, type Wire } from './exchange.ts';
import { createGate } from './gate.ts';
import { createRefresh } from './refresh.ts';
import { createSessionChanges, type SessionChange, type SignedOutReason } from './session-changes.ts';
import { createSignInAndOut } from './sign-in-and-out.ts';
import { createStanding, memoryStore, type RefreshTokenStore } from './standing.ts';
import { joinTabs, onePage } from './tabs.ts';
import { credentialsFor, folderOf, transportFor } from './transport.ts';

export interface PortressOptions {
  /** The service's `PUBLIC_URL`, with its path where it has one. */
  baseUrl: string;
  /** By default cookies on the service's own origin, `split` from another origin, `body` outside browsers. */
  transport?: Transport;
  /** Called once when the session is over; never because of the network, a throttle or a service in trouble. */
  onSignedOut?: (reason: SignedOutReason) => void;
  /** Called after every sign-in; `elsewhere` is another tab, and perhaps another person. */
  onSignedIn?: (where: 'here' | 'elsewhere') => void;
  /** For `body`: where the refresh token is kept. In memory by default. */
  refreshTokenStore?: RefreshTokenStore;
  /** Instead of the platform's own: for a proxy, or to count and to test. */
  fetch?: typeof globalThis.fetch;
  /** After which an exchange is given up. At most half of the service's `REFRESH_GRACE_SECONDS`; 10 by default. */
  timeoutSeconds?: number;
}

/** The caller's own wish to give up. */
export interface CallOptions {
  /** Heard at once, also while the call waits for a refresh or a sign-in; the call is then rejected with its `reason`. */
  signal?: AbortSignal;
}

/** Typed calls to one Portress service. Each throws PortressProblem or PortressUnreachable. */
export interface Portress {
  /** Where this client's tokens are. */
  readonly transport: Transport;
  /** The service's address, with a slash at the end. */
  readonly baseUrl: string;
  /** Makes an account; signs nobody in. */
  signUp(person: SignUp): Promise<SignUpAnswer>;
  /** Begins a session. Calls under way finish first. A wrong password is `invalid_credentials`. */
  signIn(proof: SignIn): Promise<SignedIn>;
  /** Ends this session. Throws when the service could not be told, and then nobody is signed out. */
  signOut(): Promise<void>;
  /** Ends every session; with `keepCurrent` all but this one. */
  signOutEverywhere(choice?: { keepCurrent?: boolean }): Promise<{ ended_sessions: number }>;
  /** A fresh access token now. Calls do this by themselves. */
  refresh(): Promise<void>;
  /** A good access token for other resource servers; `null` with the `cookie` transport, where no script sees it. */
  accessToken(): Promise<string | null>;
  /** Confirms an address by what was mailed to it. */
  verifyEmail(proof: EmailProof): Promise<Account>;
  /** Mails that once more; the answer doesn't tell whether the address is known. */
  requestVerification(email: string): Promise<void>;
  /** Mails a link; the answer doesn't tell whether the address is known. */
  requestPasswordReset(email: string): Promise<void>;
  /** Sets another password by the token of that link, and ends every session of the account. */
  resetPassword(proof: { token: string; password: string }): Promise<void>;
  /** Ends every other session; this one goes on, with new tokens. A wrong present password is `invalid_credentials`. */
  changePassword(change: PasswordChange): Promise<PasswordChanged>;
  /** Makes the first administrator. */
  setUp(proof: { token: string; email: string; password: string }): Promise<void>;
  /** The person's own account. */
  account: {
    find(options?: CallOptions): Promise<Account>;
    /** With `ifMatch`, an `ETag` of the service, only while nothing has changed since: `precondition_failed` otherwise. */
    change(changes: AccountChanges, options?: CallOptions & { ifMatch?: string }): Promise<Account>;
    /** Mails a link to the new address; nothing changes before it is used. A wrong password is `invalid_credentials`. */
    requestEmailChange(change: { email: string; password: string }): Promise<void>;
    /** By the token of the mailed link; nobody has to be signed in. */
    confirmEmailChange(proof: { token: string }): Promise<Account>;
    /** Deletes the account for good, and ends this client's session. */
    delete(proof: { password: string }): Promise<void>;
    /** Everything that is held about the person. */
    export(options?: CallOptions): Promise<AccountExport>;
    /** A JPEG, PNG, WebP, GIF or AVIF of at most 5 MB; its middle is shown. `avatar_url` of the answer is where. */
    setAvatar(picture: Blob, options?: CallOptions): Promise<Account>;
    /** Back to the default picture. */
    removeAvatar(): Promise<Account>;
    /** Security events of the account, the newest first. */
    listActivity(page?: { limit?: number; cursor?: string }, options?: CallOptions): Promise<Page<Activity>>;
  };
  /** The person's own devices. */
  sessions: {
    /** Those that are signed in, this one among them. */
    list(page?: { limit?: number; cursor?: string }, options?: CallOptions): Promise<Page<Session>>;
    /** Signs one of them out. */
    end(id: string): Promise<void>;
  };
  /** Any call of the OpenAPI document in the signed-in account's name; what has a name of its own here is made of it. */
  call: Deed;
  /**
   * Hears of every sign-in and sign-out, here and in other tabs, as `onSignedIn` and `onSignedOut` do.
   * @returns a function that ends it
   */
  subscribe(listener: (change: SessionChange) => void): () => void;
  /** Leaves the channel to the other tabs. */
  close(): void;
}

/** What a token still has to last when it is handed out. */
const tokenReserveMs = 5000;

/** Makes a client. One per page and one per session: private copies of one refresh chain look like a thief. */
export function createPortress(options: PortressOptions): Portress {
  const baseUrl = folderOf(options.baseUrl);
  const transport = options.transport ?? transportFor(baseUrl);
  const timeoutSeconds = options.timeoutSeconds ?? 10;
  const wire: Wire = {
    baseUrl,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    credentials: credentialsFor(transport),
    timeoutSeconds,
  };
  const store = options.refreshTokenStore ?? memoryStore();
  const changes = createSessionChanges();
  changes.subscribe((change) => {
    if (change.kind === 'signed_in') options.onSignedIn?.(change.where);
    if (change.kind === 'signed_out') options.onSignedOut?.(change.reason);
  });
  const tabs =
    transport === 'body'
      ? onePage
      : joinTabs(`portress ${baseUrl}`, timeoutSeconds * 2, {
          hear: (news) => standing.hear(news),
          doubt: () => standing.doubt(),
        });
  const standing = createStanding(store, tabs.tell, changes.announce);
  const gate = createGate(timeoutSeconds);
  const refresh = createRefresh({ wire, transport, standing, store, tabs });
  const callNow = createCall({ wire, standing, refresh });
  const call = <Body>(request: Exchange) =>
    gate.pass((signal) => callNow<Body>({ ...request, signal }), request.signal);
  const hasGoodToken = () => standing.accessTokenEndsAt - Date.now() >= tokenReserveMs;
  const ask = async <Body>(path: string, body: object) =>
    (await exchange<Body>(wire, { method: 'POST', path, body })).body;
  const sitting = createSignInAndOut({ wire, transport, standing, store, gate, tabs, refresh, call: callNow });

  return {
    transport,
    signUp: (person) => ask('api/auth/sign-up', person),
    signIn: sitting.signIn,
    signOut: sitting.signOut,
    signOutEverywhere: ({ keepCurrent = false } = {}) =>
      keepCurrent
        ? call({ method: 'POST', path: 'api/auth/sign-out-everywhere', body: { keep_current: true } })
        : sitting.signOutEverywhere(),
    refresh: () => gate.pass(() => refresh(standing.freshness)),
    accessToken: async () => {
      if (transport === 'cookie') return null;
      // A sign-in that the gate waited for may have brought one.
      const renew = async () => (hasGoodToken() ? undefined : refresh(standing.freshness));
      if (!hasGoodToken()) await gate.pass(renew);
      return standing.accessToken;
    },
    verifyEmail: (proof) => ask('api/auth/verify-email', proof),
    requestVerification: (email) => ask('api/auth/verify-email/request', { email }),
    requestPasswordReset: (email) => ask('api/auth/password-reset/request', { email }),
    resetPassword: (proof) => ask('api/auth/password-reset', proof),
    changePassword: sitting.changePassword,
    setUp: (proof) => ask('api/setup', proof),
    account: {
      find: (options) => call({ method: 'GET', path: 'api/account', ...options }),
      change: (changes, { ifMatch, signal } = {}) =>
        call({
          method: 'PATCH',
          path: 'api/account',
          body: changes,
          signal,
          ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
        }),
      requestEmailChange: async (change) => {
        await call({ method: 'POST', path: 'api/account/email', body: change });
      },
      confirmEmailChange: (proof) => ask('api/account/email/confirm', proof),
      delete: sitting.deleteAccount,
      export: (options) => call({ method: 'GET', path: 'api/account/export', ...options }),
      setAvatar: (picture, options) =>
        call({ method: 'PUT', path: 'api/account/avatar', body: formOf(picture), ...options }),
      removeAvatar: () => call({ method: 'DELETE', path: 'api/account/avatar' }),
      listActivity: (page, options) =>
        call({ method: 'GET', path: 'api/account/activity', query: { ...page }, ...options }),
    },
    sessions: {
      list: (page, options) => call({ method: 'GET', path: 'api/account/sessions', query: { ...page }, ...options }),
      end: async (id) => call(exchangeOf('delete', '/api/account/sessions/{id}', { path: { id } })),
    },
    // What the types of a deed promise, the document of the service does.
    call: (async (method, path, input) => call(exchangeOf(method, path, input))) as Deed,
    subscribe: changes.subscribe,
    baseUrl,
    close: tabs.close,
  };
}

/** A form rather than the bytes alone: browsers guess the type of a file by its name, and a guess may be none at all. */
function formOf(picture: Blob): FormData {
  const form = new FormData();
  form.set('file', picture);
  return form;
}
