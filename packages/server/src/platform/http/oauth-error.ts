/** RFC 6749 §5.2: the errors of the token endpoint, which are not problem+json. The description is printable ASCII. */
export class OAuthError extends Error {
  readonly code: 'invalid_request' | 'invalid_grant' | 'unsupported_grant_type' | 'invalid_client' | 'invalid_scope';

  constructor(code: OAuthError['code'], description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}
