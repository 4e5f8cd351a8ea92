/** The shapes on the wire, spelled as `docs/reference/openapi.json` spells them. Times are RFC 3339 UTC. */

/** Where an exchange keeps its tokens: all in the answer, all in HttpOnly cookies, or the refresh token in a cookie. */
export type Transport = 'body' | 'cookie' | 'split';

export type Role = 'user' | 'moderator' | 'admin';

export interface Account {
  id: string;
  email: string;
  email_verified: boolean;
  username: string | null;
  first_name: string | null;
  last_name: string | null;
  role: Role;
  status: string;
  /** Never empty: without a picture of their own people have a drawn one. */
  avatar_url: string;
  locale: string | null;
  time_zone: string | null;
  country: string | null;
  created_at: string;
  updated_at: string;
}

/** One signed-in device. */
export interface Session {
  id: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  device_name: string | null;
  country: string | null;
  user_agent: string | null;
  ip: string | null;
  current: boolean;
}

export interface Page<Item> {
  items: Item[];
  /** `null` at the end of the list. */
  next_cursor: string | null;
}

/** What sign-in and refresh answer; the tokens are missing where the transport keeps them in cookies. */
export interface TokenAnswer {
  token_type: 'Bearer';
  access_token?: string;
  refresh_token?: string;
  /** Seconds. */
  expires_in: number;
  /** Seconds; the nearer of the idle and the absolute end. */
  refresh_expires_in: number;
  session_expires_at: string;
  session_id: string;
  account: Account;
}

/** A token answer without the tokens: those stay inside the client. */
export type SignedIn = Pick<TokenAnswer, 'account' | 'session_id' | 'session_expires_at'>;

export interface PasswordChange {
  currentPassword: string;
  password: string;
}

/** This session goes on; `ended_sessions` counts the others. */
export type PasswordChanged = SignedIn & { ended_sessions: number };

/** What is left out stays as it is; `null` clears. */
export interface AccountChanges {
  username?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  /** A BCP 47 language tag. */
  locale?: string | null;
  /** A name of the IANA time zone database. */
  time_zone?: string | null;
  /** ISO 3166-1 alpha-2, in capitals. */
  country?: string | null;
}

/** Everything that is held about the person, as it stands in the file. */
export interface AccountExport {
  format: 'portress-account';
  version: 1;
  service: string;
  exported_at: string;
  account: Record<string, unknown>;
  [part: string]: unknown;
}

export interface SignUp {
  email: string;
  password: string;
  username?: string;
  first_name?: string;
  last_name?: string;
  locale?: string;
  time_zone?: string;
  invitation?: string;
}

/** 201 with the account, or 202 where the service does not disclose which addresses it knows. */
export type SignUpAnswer = { account: Account } | { status: 'check_your_mail' };

/** `login` is an e-mail address or a username. */
export interface SignIn {
  login: string;
  password: string;
}

/** The token of the mailed link, or the address with the mailed eight-digit code. */
export type EmailProof = { token: string } | { email: string; code: string };
