import type { DeedInput } from './deed.ts';
import type { components } from './service.gen.ts';

/** The shapes on the wire, spelled as `docs/reference/openapi.json` spells them. Times are RFC 3339 UTC. */

/** Where an exchange keeps its tokens: all in the answer, all in HttpOnly cookies, or the refresh token in a cookie. */
export type Transport = 'body' | 'cookie' | 'split';

/** What an account may do. */
export type Role = Account['role'];

/** The record of one person. */
export type Account = components['schemas']['Account'];

/** One signed-in device. */
export type Session = components['schemas']['Session'];

/** One thing that happened to the own account. */
export type Activity = components['schemas']['Activity'];

/** One page of a list. */
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

/** The present password, and the new one. */
export interface PasswordChange {
  currentPassword: string;
  password: string;
}

/** This session goes on; `ended_sessions` counts the others. */
export type PasswordChanged = SignedIn & { ended_sessions: number };

/** What is left out stays as it is; `null` clears. */
export type AccountChanges = DeedInput<'patch', '/api/account'>['body'];

/** Everything that is held about the person, as it stands in the file. */
export interface AccountExport {
  format: 'portress-account';
  version: 1;
  service: string;
  exported_at: string;
  account: Record<string, unknown>;
  [part: string]: unknown;
}

/** Who wants an account; `invitation` is the token of an invitation's link. */
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
