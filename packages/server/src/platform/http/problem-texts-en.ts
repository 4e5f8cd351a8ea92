import { problems } from '#platform/errors.ts';
import type { ProblemTexts } from './problem-text.ts';

const signInAgain = 'Sign in again. Nothing is lost: you come back to where you were.';

export const english: ProblemTexts = {
  invalid_request: {
    title: problems.invalid_request.title,
    meaning:
      'The request is put together in a way that cannot be read, for example with two tokens at once or with the same parameter twice.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
  },
  invalid_json: {
    title: problems.invalid_json.title,
    meaning: 'The body says that it is JSON, but it cannot be read as JSON.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
  },
  invalid_cursor: {
    title: problems.invalid_cursor.title,
    meaning: 'The cursor was not made by this list, or was made for another account, filter or order.',
    person: 'Open the list again from its beginning.',
  },
  invalid_token: {
    title: problems.invalid_token.title,
    meaning:
      'A link or code from a mail is unknown, already used, replaced by a newer one, or too old. It is never told which. For an access token it means that the token is not good.',
    person: 'It may have worked already: try to sign in. Otherwise ask for a new mail and use the newest one.',
  },
  not_signed_in: {
    title: problems.not_signed_in.title,
    meaning: 'This needs an account, and the request brought no access token and no session cookie.',
    person: 'Sign in. You come back to where you were.',
  },
  invalid_credentials: {
    title: problems.invalid_credentials.title,
    meaning:
      'The name or the password is not right, or there is no such account, or it may not sign in. All of these get the same answer, so that nobody can find out who has an account.',
    person:
      'Look at the keyboard layout and at capital letters, then try again. If you do not remember the password, choose a new one by mail.',
  },
  invalid_refresh_token: {
    title: problems.invalid_refresh_token.title,
    meaning:
      'The refresh token is unknown, belongs to a session that has ended, or was used before. When a spent one is shown again, its session ends, because somebody else may hold a copy.',
    person: signInAgain,
  },
  session_ended: {
    title: problems.session_ended.title,
    meaning:
      'The session was good once and has ended: signed out here or from another device, by a new password, by an administrator, or by age.',
    person: signInAgain,
  },
  forbidden: {
    title: problems.forbidden.title,
    meaning: 'You are signed in, but your role does not allow this.',
    person: 'Ask an administrator if you should be able to do it.',
  },
  insufficient_scope: {
    title: problems.insufficient_scope.title,
    meaning: 'The key of the other service is good, but was not made for this call.',
    person: 'You can do nothing about it. Whoever runs the other service needs another key.',
  },
  cross_site_request: {
    title: problems.cross_site_request.title,
    meaning: 'A page of another site tried to change something with the cookies of this one.',
    person:
      'Open the application itself and do it there. If you came from a link in a mail or on a page, be careful with it.',
  },
  client_refused: {
    title: problems.client_refused.title,
    meaning: 'The operator does not serve this program or this network.',
    person: 'Try another browser or another network, or write to whoever runs the application.',
  },
  email_not_verified: {
    title: problems.email_not_verified.title,
    meaning: 'The password is right, but the address has not been confirmed yet.',
    person:
      'Open the mail that was sent to you and press its button, or enter its code. If it is not there, look among spam or ask for a new one.',
  },
  sign_up_closed: {
    title: problems.sign_up_closed.title,
    meaning: 'New accounts are not open to everybody here.',
    person: 'Ask whoever runs the application for an invitation.',
  },
  not_found: {
    title: problems.not_found.title,
    meaning: 'There is nothing at this address, or it belongs to somebody else. It is never told which.',
    person: 'Go back and open it from the list. It may have been deleted.',
  },
  owner_not_found: {
    title: problems.owner_not_found.title,
    meaning: 'The owner that the cat is to belong to is not there: unknown, or deleted in the meantime.',
    person: 'Choose another owner, or add the owner first.',
  },
  method_not_allowed: {
    title: problems.method_not_allowed.title,
    meaning: 'The address exists, but not with this method.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
  },
  email_taken: {
    title: problems.email_taken.title,
    meaning:
      'An account with this address exists already, or another entry of a list that holds each address once. Capital letters make no difference.',
    person:
      'If it is your account: sign in with it, or choose a new password by mail. In a list: look for the entry that has it.',
  },
  username_taken: {
    title: problems.username_taken.title,
    meaning: 'Somebody has this username already. Capital letters and letters that look the same make no difference.',
    person: 'Choose another one.',
  },
  setup_done: {
    title: problems.setup_done.title,
    meaning: 'The first administrator has been made already, and the setup link works once only.',
    person: 'Sign in. If you should be an administrator and are not, ask one of them.',
  },
  address_book_full: {
    title: problems.address_book_full.title,
    meaning: 'An address book holds a certain number of contacts, and this one has that many. Nothing was added.',
    person: 'Remove contacts that you no longer need, or ask whoever runs this service for more room.',
  },
  last_admin: {
    title: problems.last_admin.title,
    meaning: 'Without this account there would be no administrator left who can sign in.',
    person: 'Make another administrator first, then try again.',
  },
  owner_has_cats: {
    title: problems.owner_has_cats.title,
    meaning: 'An owner who still has cats cannot be deleted: no cat is ever without an owner.',
    person: 'Give the cats another owner or delete them, then try again.',
  },
  state_conflict: {
    title: problems.state_conflict.title,
    meaning: 'What you asked for does not fit the present state: something has changed in the meantime.',
    person: 'Reload, look at how it stands now, and try again if you still want it.',
  },
  precondition_failed: {
    title: problems.precondition_failed.title,
    meaning:
      'The request was meant for an earlier state (`If-Match`), and what it would change is another by now. Nothing was changed.',
    person: 'Reload the page, look at what has changed, and do it again.',
  },
  payload_too_large: {
    title: problems.payload_too_large.title,
    meaning: 'The body is larger than this address takes. A JSON body may have 1 MiB.',
    person: 'Choose a smaller file or a shorter text.',
  },
  uri_too_long: {
    title: problems.uri_too_long.title,
    meaning: 'The address of the request is too long.',
    person: 'Shorten what you search for.',
  },
  unsupported_media_type: {
    title: problems.unsupported_media_type.title,
    meaning: 'The body is of a type that this address does not read.',
    person: 'Choose a file of another kind.',
  },
  validation_failed: {
    title: problems.validation_failed.title,
    meaning: 'The request can be read, but one or more of its fields are wrong. Unknown fields are refused as well.',
    person: 'Mend the fields that are marked and send the form again.',
  },
  idempotency_key_reused: {
    title: problems.idempotency_key_reused.title,
    meaning:
      'An `Idempotency-Key` makes one request safe to repeat for a day. This one was sent with another request before. Nothing was created.',
    person: 'Reload the page and try again. If that does not help, tell whoever runs the application.',
  },
  domain_not_allowed: {
    title: problems.domain_not_allowed.title,
    meaning: 'Only addresses of certain domains may sign up here, and this one is not among them.',
    person: 'Use the address of your organisation, or ask for an invitation.',
  },
  too_many_requests: {
    title: problems.too_many_requests.title,
    meaning: 'Too many requests came from this account, address or network in a short time.',
    person: 'Wait a little and try again. Your account is not locked.',
  },
  headers_too_large: {
    title: problems.headers_too_large.title,
    meaning: 'The headers of the request are larger than 16 KB, mostly because of cookies.',
    person: 'Delete the cookies of this site and try again.',
  },
  internal_error: {
    title: problems.internal_error.title,
    meaning: 'Something went wrong on our side. It has been logged under the request id.',
    person: 'Try again in a moment. If it stays, tell whoever runs the application the request id.',
  },
  overloaded: {
    title: problems.overloaded.title,
    meaning:
      'The service has more to do than it can do well, and turns some requests away so that the others are answered. Nothing was changed.',
    person: 'Try again in a few seconds.',
  },
  unavailable: {
    title: problems.unavailable.title,
    meaning: 'Something that this needs, mostly the database, does not answer at the moment. Nothing was changed.',
    person: 'Try again in a minute.',
  },
  mail_off: {
    title: problems.mail_off.title,
    meaning: 'This service is set up without mail, so it can send neither links nor codes.',
    person: 'Ask whoever runs the application: they can give you a one-time link.',
  },
};
