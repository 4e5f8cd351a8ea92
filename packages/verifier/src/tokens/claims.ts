/** What an access token says (RFC 9068 §2.2, and ours: `sid`, `gen`, `epoch`, `role`). Times are seconds since 1970. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  /** The account's id. Together with `iss` it names a person for good; an e-mail address does not. */
  readonly sub: string;
  readonly client_id: string;
  /** The session's id: one signed-in device. */
  readonly sid: string;
  /** Generation of the session's refresh token when this token was issued, from 1. */
  readonly gen: number;
  /** Grows when everything that the account has is ended. */
  readonly epoch: number;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly role: string;
  /** How the person proved themselves, as RFC 8176 names it. */
  readonly amr: readonly string[];
  /** When the person last proved themselves. */
  readonly auth_time: number;
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

const shapes: Record<keyof AccessTokenClaims, (value: unknown) => boolean> = {
  iss: isText,
  aud: (value) => isText(value) || isTexts(value),
  sub: isText,
  client_id: isText,
  sid: isText,
  gen: (value) => isCount(value) && value !== 0,
  epoch: isCount,
  iat: isCount,
  exp: isCount,
  jti: isText,
  role: isText,
  amr: isTexts,
  auth_time: isCount,
};

/** The claims that every token must have; a signature alone does not make an access token of ours. */
export const claimNames = Object.keys(shapes);

/** @returns whether each claim is there and has its shape; a safe integer where a time is (`1e308` never expires) */
export function isAccessTokenClaims(payload: object): payload is AccessTokenClaims {
  return Object.entries(shapes).every(([name, hasShape]) => hasShape(Reflect.get(payload, name)));
}
