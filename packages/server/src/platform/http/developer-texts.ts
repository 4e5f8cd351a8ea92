import type { ProblemCode } from '#platform/errors.ts';

/** For whoever wrote the client; in English, as `detail` is. A code without one does not compile. */
export const developerTexts: Readonly<Record<ProblemCode, string>> = {
  invalid_request:
    'Read “detail”: it names what is wrong. The same request will be refused again, so change it before you repeat it.',
  invalid_json:
    'Send UTF-8 without a byte order mark, with Content-Type: application/json, made by a JSON library rather than by joining strings.',
  invalid_cursor:
    'Treat “next_cursor” as opaque and send it back unchanged, with the same filters and the same order. Start over without a cursor when any of them change.',
  invalid_token:
    'With status 400 it is about a one-time token: offer to send a new mail. With status 401 it is about the access token: refresh once, then repeat the request.',
  not_signed_in:
    'Send Authorization: Bearer with an access token, or the cookies with credentials: "include". Refresh once, share that refresh between waiting requests, then ask the person to sign in.',
  invalid_credentials:
    'Show one message for all reasons. Do not answer this code with a refresh, and do not repeat the request by yourself: failures are counted.',
  invalid_refresh_token:
    'Drop both tokens and ask the person to sign in. Let one place in your client refresh, and keep the newest refresh token only.',
  session_ended: 'Drop both tokens and ask the person to sign in. A refresh will not help.',
  forbidden: 'Decide by the account’s “role” which actions you offer. The server decides again at every request.',
  insufficient_scope:
    'WWW-Authenticate names the scope. Make a key that has it: portress service-keys create --scopes …',
  cross_site_request:
    'Requests by cookie must come from the same origin, or from one that is listed in APP_ORIGINS. The refused origin is in the server’s log, with the line to add.',
  client_refused: 'The settings DENIED_USER_AGENTS and ALLOWED_NETWORKS decide it. Send an honest User-Agent.',
  email_not_verified:
    'Offer a new mail by POST /api/auth/verify-email/request, and take the code by POST /api/auth/verify-email.',
  sign_up_closed: 'The setting SIGN_UP decides it: open, invite or closed.',
  not_found: 'Compare the path and the id with the API reference. Ids are opaque and case-sensitive.',
  owner_not_found:
    '“owner_id” names the owner of a cat: make the owner first by POST /api/owners, or let the person choose one.',
  method_not_allowed: 'The Allow header lists the methods. Methods cannot be overridden by a header or a parameter.',
  email_taken:
    'Put the message at the e-mail field. At sign-up offer to sign in; in a list offer the entry that has the address.',
  username_taken: 'Put the message at the username field and keep the rest of the form.',
  setup_done:
    'Further administrators are made by an administrator, or by the command “portress admin create” on the server.',
  address_book_full: 'Nothing was added: do not try again by yourself. The limit is CONTACTS_PER_ACCOUNT.',
  last_admin: 'Look at it as a refusal that stands until there is another active administrator; nothing was changed.',
  owner_has_cats: 'GET /api/cats?owner_id=… lists them. Give them another owner by PUT, or delete them first.',
  state_conflict: 'Read the resource again before you repeat the request.',
  precondition_failed:
    'Read the resource again, and repeat the request with the new ETag in If-Match if it still is what you want.',
  payload_too_large: 'Look at the size before you send. “detail” names the limit.',
  uri_too_long: 'Put long values into a body. Never put tokens into an address.',
  unsupported_media_type:
    'Send Content-Type: application/json, or application/x-www-form-urlencoded at the OAuth endpoints.',
  validation_failed:
    '“errors” has one entry for each field: “field” is a dotted path, “code” says what is wrong, “message” what would be right.',
  idempotency_key_reused:
    'Make a new key for each thing that a person wants, and repeat it only with the very request that it was made for.',
  domain_not_allowed: 'The setting SIGN_UP_DOMAINS lists the domains.',
  too_many_requests:
    'Wait as many seconds as Retry-After says, and add a little at random if many clients may be waiting.',
  headers_too_large: 'Look for cookies that grow, on this host and on its parent domains.',
  internal_error: 'The same request may work later. “request_id” finds the lines in the server’s log.',
  overloaded: 'Wait as many seconds as Retry-After says, then repeat the same request.',
  unavailable:
    'Wait as many seconds as Retry-After says, then repeat the same request. GET /readyz tells which part is away.',
  mail_off:
    'The operator can print links with “portress accounts verify” and “portress accounts reset-link”, or set SMTP_URL and MAIL_FROM.',
};
