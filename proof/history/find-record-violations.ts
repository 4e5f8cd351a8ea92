import { countBy } from './count-by.ts';
import { findAuditViolations } from './find-audit-violations.ts';
import type { HistoryEvent } from './history.ts';
import type { Records } from './records.ts';
import type { RecordViolation } from './violation.ts';

/** How often the same mail may come: twice where its server, or the node, may have been lost before it was noted as sent. */
export type RecordBounds = { mostOfEachMail: number };

type Search = (events: readonly HistoryEvent[], records: Records, bounds: RecordBounds) => RecordViolation[];

/** P5: one account for each address; P1: each that was acknowledged is there, and so is what was proved of it. */
const findAccountsAmiss: Search = (events, { accounts }) => {
  const counts = countBy(accounts.map(({ email_canonical }) => email_canonical));
  const doubled = [...counts].filter(([, count]) => count > 1).map(([id]) => violation('P5', 'two_accounts', id));
  const lost = events
    .filter(({ op, outcome, id }) => op === 'sign_up' && outcome === 'ok' && !counts.has(id))
    .map(({ id }) => violation('P1', 'missing_account', id));
  const unproved = new Set(
    accounts
      .filter(({ email_verified_at }) => email_verified_at === null)
      .map(({ email_canonical }) => email_canonical),
  );
  const forgotten = events
    .filter(({ op, outcome, id }) => op === 'confirm' && outcome === 'ok' && unproved.has(id))
    .map(({ id }) => violation('P1', 'lost_confirmation', id));
  return [...doubled, ...lost, ...forgotten];
};

/** P1, P6: no row of a session falls behind a generation that was answered. P1: what was ended has ended. */
const findSessionsAmiss: Search = (events, { sessions }) => {
  const rows = new Map(sessions.map((row) => [row.id, row]));
  const found = events
    .filter(({ outcome }) => outcome === 'ok')
    .flatMap(({ op, id, generation = 0 }): RecordViolation[] => {
      const row = rows.get(id);
      if (op === 'refresh' && (row?.generation ?? 0) < generation) return [violation('P6', 'row_behind', id)];
      if (op === 'sign_in' && row === undefined) return [violation('P1', 'missing_session', id)];
      const isEnd = op === 'sign_out' || op === 'replay';
      return isEnd && row?.ended_at === null ? [violation('P1', 'lost_revocation', id)] : [];
    });
  return unique(found);
};

/** P11: a mail for what was acknowledged, none for what was refused, and no more of the same than a lost answer explains. */
const findMailsAmiss: Search = (events, records, { mostOfEachMail }) => {
  const kinds = [
    ['sign_up', 'verify-email'],
    ['request_mail', 'reset-password'],
  ] as const;
  const found = kinds.flatMap(([op, kind]) => {
    const own = events.filter((event) => event.op === op);
    const of = (outcome: HistoryEvent['outcome']) =>
      countBy(own.filter((event) => event.outcome === outcome).map(({ id }) => id));
    const [known, unknown] = [of('ok'), of('unknown')];
    return [...new Set(own.map(({ id }) => id))].flatMap((id): RecordViolation[] => {
      const links = countBy(records.linksTo(id, kind));
      const least = known.get(id) ?? 0;
      if (links.size < least) return [violation('P11', 'lost_mail', id)];
      if (links.size > least + (unknown.get(id) ?? 0)) return [violation('P11', 'mail_for_nothing', id)];
      return Math.max(0, ...links.values()) > mostOfEachMail ? [violation('P11', 'doubled_mail', id)] : [];
    });
  });
  return records.waitingMails > 0
    ? [...found, violation('P11', 'mail_still_waits', String(records.waitingMails))]
    : found;
};

/** Holds what is kept against everything that was answered, once it is quiet. */
export const findRecordViolations: Search = (events, records, bounds) =>
  [findAccountsAmiss, findSessionsAmiss, findAuditViolations, findMailsAmiss].flatMap((search) =>
    search(events, records, bounds),
  );

const violation = (invariant: RecordViolation['invariant'], rule: string, id: string): RecordViolation => ({
  invariant,
  rule,
  id,
});

const unique = (found: readonly RecordViolation[]): RecordViolation[] => [
  ...new Map(found.map((one) => [`${one.rule} ${one.id}`, one])).values(),
];
