import type { ProblemCode } from '#platform/errors.ts';

export type ProblemText = {
  /** What has happened. */
  meaning: string;
  /** For whoever sits in front of it. */
  person: string;
  /** For whoever wrote the client. */
  developer: string;
};

const signInAgain = 'Sign in again. Nothing is lost: you come back to where you were.';

/** A code without a text does not compile. */
export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  invalid_request: {
    meaning:
      'The request is put together in a way that cannot be read, for example with two tokens at once or with the same parameter twice.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
    developer:
      'Read “detail”: it names what is wrong. The same request will be refused again, so change it before you repeat it.',
  },
  invalid_json: {
    meaning: 'The body says that it is JSON, but it cannot be read as JSON.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
    developer:
      'Send UTF-8 without a byte order mark, with Content-Type: application/json, made by a JSON library rather than by joining strings.',
  },
  invalid_cursor: {
    meaning: 'The cursor was not made by this list, or was made for another account, filter or order.',
    person: 'Open the list again from its beginning.',
    developer:
      'Treat “next_cursor” as opaque and send it back unchanged, with the same filters and the same order. Start over without a cursor when any of them change.',
  },
  invalid_token: {
    meaning:
      'A link or code from a mail is unknown, already used, replaced by a newer one, or too old. It is never told which. For an access token it means that the token is not good.',
    person: 'It may have worked already: try to sign in. Otherwise ask for a new mail and use the newest one.',
    developer:
      'With status 400 it is about a one-time token: offer to send a new mail. With status 401 it is about the access token: refresh once, then repeat the request.',
  },
  not_signed_in: {
    meaning: 'This needs an account, and the request brought no access token and no session cookie.',
    person: 'Sign in. You come back to where you were.',
    developer:
      'Send Authorization: Bearer with an access token, or the cookies with credentials: "include". Refresh once, share that refresh between waiting requests, then ask the person to sign in.',
  },
  invalid_credentials: {
    meaning:
      'The name or the password is not right, or there is no such account, or it may not sign in. All of these get the same answer, so that nobody can find out who has an account.',
    person:
      'Look at the keyboard layout and at capital letters, then try again. If you do not remember the password, choose a new one by mail.',
    developer:
      'Show one message for all reasons. Do not answer this code with a refresh, and do not repeat the request by yourself: failures are counted.',
  },
  invalid_refresh_token: {
    meaning:
      'The refresh token is unknown, belongs to a session that has ended, or was used before. When a spent one is shown again, its session ends, because somebody else may hold a copy.',
    person: signInAgain,
    developer:
      'Drop both tokens and ask the person to sign in. Let one place in your client refresh, and keep the newest refresh token only.',
  },
  session_ended: {
    meaning:
      'The session was good once and has ended: signed out here or from another device, by a new password, by an administrator, or by age.',
    person: signInAgain,
    developer: 'Drop both tokens and ask the person to sign in. A refresh will not help.',
  },
  forbidden: {
    meaning: 'You are signed in, but your role does not allow this.',
    person: 'Ask an administrator if you should be able to do it.',
    developer: 'Decide by the account’s “role” which actions you offer. The server decides again at every request.',
  },
  cross_site_request: {
    meaning: 'A page of another site tried to change something with the cookies of this one.',
    person:
      'Open the application itself and do it there. If you came from a link in a mail or on a page, be careful with it.',
    developer:
      'Requests by cookie must come from the same origin, or from one that is listed in APP_ORIGINS. The refused origin is in the server’s log, with the line to add.',
  },
  client_refused: {
    meaning: 'The operator does not serve this program or this network.',
    person: 'Try another browser or another network, or write to whoever runs the application.',
    developer: 'The settings DENIED_USER_AGENTS and ALLOWED_NETWORKS decide it. Send an honest User-Agent.',
  },
  email_not_verified: {
    meaning: 'The password is right, but the address has not been confirmed yet.',
    person:
      'Open the mail that was sent to you and press its button, or enter its code. If it is not there, look among spam or ask for a new one.',
    developer:
      'Offer a new mail by POST /api/auth/verify-email/request, and take the code by POST /api/auth/verify-email.',
  },
  sign_up_closed: {
    meaning: 'New accounts are not open to everybody here.',
    person: 'Ask whoever runs the application for an invitation.',
    developer: 'The setting SIGN_UP decides it: open, invite or closed.',
  },
  not_found: {
    meaning: 'There is nothing at this address, or it belongs to somebody else. It is never told which.',
    person: 'Go back and open it from the list. It may have been deleted.',
    developer: 'Compare the path and the id with the API reference. Ids are opaque and case-sensitive.',
  },
  method_not_allowed: {
    meaning: 'The address exists, but not with this method.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
    developer: 'The Allow header lists the methods. Methods cannot be overridden by a header or a parameter.',
  },
  email_taken: {
    meaning: 'An account with this address exists already. Capital letters make no difference.',
    person: 'Sign in with it. If you do not remember the password, choose a new one by mail.',
    developer: 'Put the message at the e-mail field and offer to sign in.',
  },
  username_taken: {
    meaning: 'Somebody has this username already. Capital letters and letters that look the same make no difference.',
    person: 'Choose another one.',
    developer: 'Put the message at the username field and keep the rest of the form.',
  },
  setup_done: {
    meaning: 'The first administrator has been made already, and the setup link works once only.',
    person: 'Sign in. If you should be an administrator and are not, ask one of them.',
    developer:
      'Further administrators are made by an administrator, or by the command “portress admin create” on the server.',
  },
  last_admin: {
    meaning: 'Without this account there would be no administrator left who can sign in.',
    person: 'Make another administrator first, then try again.',
    developer: 'Look at it as a refusal that stands until there is another active administrator; nothing was changed.',
  },
  state_conflict: {
    meaning: 'What you asked for does not fit the present state: something has changed in the meantime.',
    person: 'Reload, look at how it stands now, and try again if you still want it.',
    developer: 'Read the resource again before you repeat the request.',
  },
  payload_too_large: {
    meaning: 'The body is larger than this address takes. A JSON body may have 1 MiB.',
    person: 'Choose a smaller file or a shorter text.',
    developer: 'Look at the size before you send. “detail” names the limit.',
  },
  uri_too_long: {
    meaning: 'The address of the request is too long.',
    person: 'Shorten what you search for.',
    developer: 'Put long values into a body. Never put tokens into an address.',
  },
  unsupported_media_type: {
    meaning: 'The body is of a type that this address does not read.',
    person: 'Choose a file of another kind.',
    developer: 'Send Content-Type: application/json, or application/x-www-form-urlencoded at the OAuth endpoints.',
  },
  validation_failed: {
    meaning: 'The request can be read, but one or more of its fields are wrong. Unknown fields are refused as well.',
    person: 'Mend the fields that are marked and send the form again.',
    developer:
      '“errors” has one entry for each field: “field” is a dotted path, “code” says what is wrong, “message” what would be right.',
  },
  domain_not_allowed: {
    meaning: 'Only addresses of certain domains may sign up here, and this one is not among them.',
    person: 'Use the address of your organisation, or ask for an invitation.',
    developer: 'The setting SIGN_UP_DOMAINS lists the domains.',
  },
  too_many_requests: {
    meaning: 'Too many requests came from this account, address or network in a short time.',
    person: 'Wait a little and try again. Your account is not locked.',
    developer: 'Wait as many seconds as Retry-After says, and add a little at random if many clients may be waiting.',
  },
  headers_too_large: {
    meaning: 'The headers of the request are larger than 16 KB, mostly because of cookies.',
    person: 'Delete the cookies of this site and try again.',
    developer: 'Look for cookies that grow, on this host and on its parent domains.',
  },
  internal_error: {
    meaning: 'Something went wrong on our side. It has been logged under the request id.',
    person: 'Try again in a moment. If it stays, tell whoever runs the application the request id.',
    developer: 'The same request may work later. “request_id” finds the lines in the server’s log.',
  },
  overloaded: {
    meaning:
      'The service has more to do than it can do well, and turns some requests away so that the others are answered. Nothing was changed.',
    person: 'Try again in a few seconds.',
    developer: 'Wait as many seconds as Retry-After says, then repeat the same request.',
  },
  unavailable: {
    meaning: 'Something that this needs, mostly the database, does not answer at the moment. Nothing was changed.',
    person: 'Try again in a minute.',
    developer:
      'Wait as many seconds as Retry-After says, then repeat the same request. GET /readyz tells which part is away.',
  },
  mail_off: {
    meaning: 'This service is set up without mail, so it can send neither links nor codes.',
    person: 'Ask whoever runs the application: they can give you a one-time link.',
    developer:
      'The operator can print links with “portress accounts verify” and “portress accounts reset-link”, or set SMTP_URL and MAIL_FROM.',
  },
};
