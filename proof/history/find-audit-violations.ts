import { countBy } from './count-by.ts';
import type { HistoryEvent, Operation } from './history.ts';
import type { Records } from './records.ts';
import type { RecordViolation } from './violation.ts';

/** What each kind of change leaves in the audit log. Ends of a session are told apart: the second of two changes nothing. */
const recordOf: Partial<Record<Operation, { type: string; by: 'account' | 'session' }>> = {
  sign_up: { type: 'account_created', by: 'account' },
  sign_in: { type: 'sign_in_succeeded', by: 'session' },
  sign_out_everywhere: { type: 'sessions_revoked', by: 'account' },
  reset: { type: 'password_reset', by: 'account' },
  confirm: { type: 'email_verified', by: 'account' },
};
const endTypes = ['session_revoked', 'refresh_replayed'];

/** P10: each change that was acknowledged has exactly one record, one that nobody answered at most one, and the seals hold. */
export function findAuditViolations(events: readonly HistoryEvent[], records: Records): RecordViolation[] {
  const found: RecordViolation[] = [];
  const report = (rule: string, id: string) => void found.push({ invariant: 'P10', rule, id });
  const idOf = new Map(records.accounts.map(({ id, email_canonical }) => [email_canonical, id]));
  const kept = countBy(
    records.auditEvents.flatMap(({ type, account_id, session_id }) => [
      `${type} ${account_id}`,
      `${type} ${session_id}`,
    ]),
  );
  const resets = countBy(events.filter(({ op, outcome }) => op === 'reset' && outcome !== 'fail').map(({ id }) => id));

  for (const [op, { type, by }] of Object.entries(recordOf)) {
    const own = events.filter((event) => event.op === op && event.id !== '');
    const known = countBy(own.filter(({ outcome }) => outcome === 'ok').map(({ id }) => id));
    const unknown = countBy(own.filter(({ outcome }) => outcome === 'unknown').map(({ id }) => id));
    for (const id of new Set(own.map((event) => event.id))) {
      const count = kept.get(`${type} ${by === 'account' ? idOf.get(id.toLowerCase()) : id}`) ?? 0;
      const least = known.get(id) ?? 0;
      // A reset ends everything of the account as well, and proves its address; it records both beside itself.
      const beside = op === 'sign_out_everywhere' || op === 'confirm' ? (resets.get(id) ?? 0) : 0;
      if (count < least) report('missing_record', `${type} ${id}`);
      if (count > least + (unknown.get(id) ?? 0) + beside) report('doubled_record', `${type} ${id}`);
    }
  }
  for (const id of endsWithout(events, kept)) report('missing_record', `an end of ${id}`);
  for (const id of endsTwice(events, kept)) report('doubled_record', `an end of ${id}`);
  for (const { kind, first, last } of records.auditFaults) report(`seal_${kind}`, `${first}-${last}`);
  if (records.unsealed > 0) report('unsealed', String(records.unsealed));
  return found;
}

const endedSessions = (events: readonly HistoryEvent[]): HistoryEvent[] =>
  events.filter(({ op, outcome }) => (op === 'sign_out' || op === 'replay') && outcome === 'ok');
const countEnds = (kept: ReadonlyMap<string, number>, id: string): number =>
  endTypes.reduce((sum, type) => sum + (kept.get(`${type} ${id}`) ?? 0), 0);

/** What had ended with everything that its account had, before it was ended by itself, has its record there. */
function endsWithout(events: readonly HistoryEvent[], kept: ReadonlyMap<string, number>): string[] {
  const firstEnds = new Map<string, number>();
  for (const { op, id, outcome, t_invoke } of events)
    if ((op === 'sign_out_everywhere' || op === 'reset') && outcome !== 'fail')
      firstEnds.set(id, Math.min(t_invoke, firstEnds.get(id) ?? Number.POSITIVE_INFINITY));
  return endedSessions(events)
    .filter(({ id, account = '', t_return }) => {
      const isEndedBeside = (firstEnds.get(account) ?? Number.POSITIVE_INFINITY) < t_return;
      return countEnds(kept, id) === 0 && !isEndedBeside;
    })
    .map(({ id }) => id);
}

const endsTwice = (events: readonly HistoryEvent[], kept: ReadonlyMap<string, number>): string[] => [
  ...new Set(
    endedSessions(events)
      .filter(({ id }) => countEnds(kept, id) > 1)
      .map(({ id }) => id),
  ),
];
