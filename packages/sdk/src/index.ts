export {
  type AccountSearch,
  type AuditEvent,
  type AuditSearch,
  administrationOf,
  type CountedPage,
  type Invitation,
  type NewInvitation,
  type OutboxMail,
  type ServiceHealth,
  type SigningKey,
  type Statistics,
} from './administration.ts';
export { type Cat, type CatFields, catteryOf, type Owner, type OwnerFields } from './cattery.ts';
export {
  type Contact,
  type ContactBirthday,
  type ContactChanges,
  type ContactFields,
  type ContactFile,
  type ContactImport,
  type ContactSearch,
  contactsOf,
} from './contacts.ts';
export type {
  Account,
  AccountChanges,
  AccountExport,
  Activity,
  EmailProof,
  Page,
  PasswordChange,
  PasswordChanged,
  Role,
  Session,
  SignedIn,
  SignIn,
  SignUp,
  SignUpAnswer,
  TokenAnswer,
  Transport,
} from './contract.ts';
export { type CallOptions, createPortress, type Portress, type PortressOptions } from './create-portress.ts';
export type { Deed, DeedAnswer, DeedInput } from './deed.ts';
export { etagOf } from './etags.ts';
export {
  type FieldProblem,
  PortressProblem,
  PortressUnreachable,
  type RefusedLine,
  type RefusedLineCode,
} from './problem.ts';
export { type FieldProblemCode, fieldProblemCodes, type ProblemCode, problemCodes } from './problem-codes.ts';
export type { SessionChange, SignedOutReason } from './session-changes.ts';
export type { RefreshTokenStore } from './standing.ts';
