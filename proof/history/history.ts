import { appendFileSync, readFileSync } from 'node:fs';

/**
 * What was asked for. `sign_out` and `replay` end a session; `sign_out_everywhere`, `suspend`, `delete` and `reset` end everything that
 * an account has; `redeem` spends a one-time value, and `effect` is one line of what a redemption has left in the database; `confirm`
 * proves an address; `guess` is a wrong password at an account, and `request_mail` asks for a link to it. A key of another service is
 * made, used and ended.
 */
export type Operation =
  | 'sign_up'
  | 'sign_in'
  | 'refresh'
  | 'read'
  | 'introspect'
  | 'sign_out'
  | 'replay'
  | 'sign_out_everywhere'
  | 'suspend'
  | 'delete'
  | 'reset'
  | 'redeem'
  | 'effect'
  | 'confirm'
  | 'guess'
  | 'request_mail'
  | 'make_key'
  | 'use_key'
  | 'end_key';

/** `unknown`: no answer, or one that says "not now". It may have happened or not, and has to fit in with either. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** One request as its sender saw it; one line of a history file. */
export type HistoryEvent = {
  op: Operation;
  /** The session; the account for what concerns all of it, and for sign_up; the one-time value for redeem; the key of a service. */
  id: string;
  /** Which node was asked. */
  node: string;
  /** Milliseconds of the machine's one monotonic clock, the same for every process on it. */
  t_invoke: number;
  t_return: number;
  outcome: Outcome;
  status?: number;
  /** The code of a refusal. */
  code?: string;
  /** Whether an answer said when to come back. */
  retry_after?: boolean;
  /** Whose session it is. */
  account?: string;
  /** Whose account the answer was about. */
  answered?: string;
  /** Of a refresh: fingerprints of the token shown and of the token given, and the generation of the latter. */
  shown?: string;
  given?: string;
  generation?: number;
  /** Of a sign-up, a sign-in and a reset: a fingerprint of the password that was set or shown. */
  password?: string;
};

export type History = {
  readonly events: readonly HistoryEvent[];
  note(event: HistoryEvent): void;
};

/** Milliseconds of the clock that no setting of the time moves, and that all processes of this machine share. */
export const monotonicMilliseconds = (): number => Number(process.hrtime.bigint()) / 1e6;

/** @param file takes each event as a line of JSON, so that what was seen outlives who saw it */
export function openHistory(file?: string): History {
  const events: HistoryEvent[] = [];
  return {
    events,
    note: (event) => {
      events.push(event);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(event)}\n`);
    },
  };
}

/** What several processes have written about the same nodes, in the order in which it was asked. */
export const readHistory = (...files: string[]): HistoryEvent[] =>
  files
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryEvent)
    .toSorted((one, other) => one.t_invoke - other.t_invoke);

/** What an answer says about whether it happened. Without one, or with "not now", nobody knows. */
export function outcomeOf(status: number | undefined): Outcome {
  if (status === undefined || status === 429 || status >= 500) return 'unknown';
  return status < 300 ? 'ok' : 'fail';
}
