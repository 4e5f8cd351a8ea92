export type {
  Account,
  AccountChanges,
  AccountExport,
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
export {
  type FieldProblem,
  type FieldProblemCode,
  fieldProblemCodes,
  PortressProblem,
  PortressUnreachable,
  type ProblemCode,
  problemCodes,
} from './problem.ts';
export type { RefreshTokenStore, SignedOutReason } from './standing.ts';
