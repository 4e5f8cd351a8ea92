import { expect, it } from 'vitest';
import { findRecordViolations } from './find-record-violations.ts';
import type { HistoryEvent } from './history.ts';
import type { Records } from './records.ts';

let now = 0;
function event(
  op: HistoryEvent['op'],
  id: string,
  outcome: HistoryEvent['outcome'] = 'ok',
  more: Partial<HistoryEvent> = {},
): HistoryEvent {
  now += 1;
  return { op, id, node: 'a', t_invoke: now, t_return: now + 0.5, outcome, account: 'ann@x.org', ...more };
}

const record = (type: string, session_id: string | null = null) => ({ type, account_id: '1', session_id });
const good: Records = {
  accounts: [{ id: '1', email_canonical: 'ann@x.org', email_verified_at: 7 }],
  sessions: [
    { id: 's', generation: 3, ended_at: null },
    { id: 't', generation: 1, ended_at: 5 },
  ],
  auditEvents: [
    record('account_created'),
    record('sign_in_succeeded', 's'),
    record('session_revoked', 't'),
    record('sessions_revoked'),
    record('password_reset'),
    record('email_verified'),
  ],
  auditFaults: [],
  unsealed: 0,
  waitingMails: 0,
  linksTo: (address, kind) => (address !== 'ann@x.org' ? [] : kind === 'verify-email' ? ['v'] : ['r']),
};
const events = [
  event('sign_up', 'ann@x.org'),
  event('sign_in', 's'),
  event('refresh', 's', 'ok', { generation: 3 }),
  event('sign_out', 't'),
  event('confirm', 'ann@x.org'),
  event('confirm', 'ann@x.org', 'fail'),
  event('request_mail', 'ann@x.org'),
  event('reset', 'ann@x.org'),
  event('reset', 'ann@x.org', 'fail'),
  event('sign_up', 'eve@x.org', 'unknown'),
  event('sign_up', 'bob@x.org', 'fail'),
];
const find = (records: Partial<Records>) =>
  findRecordViolations(events, { ...good, ...records }, { mostOfEachMail: 1 }).map(
    ({ invariant, rule }) => `${invariant} ${rule}`,
  );
const without = (type: string) => ({ auditEvents: good.auditEvents.filter((one) => one.type !== type) });
const withOneMore = (type: string, session: string | null = null) => ({
  auditEvents: [...good.auditEvents, record(type, session)],
});
const mailsOf = (address: string, kind: string, ...links: string[]) => ({
  linksTo: ((asked, of) =>
    asked === address && of === kind ? links : good.linksTo(asked, of)) satisfies Records['linksTo'],
});

it('is good when what is kept fits everything that was answered', () => {
  expect(find({})).toEqual([]);
  const came = mailsOf('eve@x.org', 'verify-email', 'e');
  expect(find(came)).toEqual([]);
});

it.each<[string, Partial<Records>]>([
  ['P5 two_accounts', { accounts: [...good.accounts, ...good.accounts.map((row) => ({ ...row, id: '2' }))] }],
  ['P1 missing_account', { accounts: [] }],
  ['P1 lost_confirmation', { accounts: good.accounts.map((row) => ({ ...row, email_verified_at: null })) }],
  ['P1 missing_session', { sessions: good.sessions.filter(({ id }) => id !== 's') }],
  ['P1 lost_revocation', { sessions: good.sessions.map((row) => ({ ...row, ended_at: null })) }],
  ['P6 row_behind', { sessions: good.sessions.map((row) => ({ ...row, generation: 2 })) }],
  ['P10 missing_record', without('account_created')],
  ['P10 missing_record', without('sign_in_succeeded')],
  ['P10 missing_record', { auditEvents: good.auditEvents.filter(({ session_id }) => session_id !== 't') }],
  ['P10 missing_record', without('password_reset')],
  ['P10 missing_record', without('email_verified')],
  ['P10 doubled_record', withOneMore('account_created')],
  ['P10 doubled_record', withOneMore('session_revoked', 't')],
  ['P10 doubled_record', withOneMore('password_reset')],
  ['P10 seal_changed', { auditFaults: [{ kind: 'changed', first: 3, last: 3 }] }],
  ['P10 unsealed', { unsealed: 2 }],
  ['P11 lost_mail', mailsOf('ann@x.org', 'verify-email')],
  ['P11 lost_mail', mailsOf('ann@x.org', 'reset-password')],
  ['P11 mail_for_nothing', mailsOf('bob@x.org', 'verify-email', 'b')],
  ['P11 mail_for_nothing', mailsOf('ann@x.org', 'reset-password', 'r', 'r2')],
  ['P11 doubled_mail', mailsOf('ann@x.org', 'verify-email', 'v', 'v')],
  ['P11 mail_still_waits', { waitingMails: 1 }],
])('%s is told where it is planted', (found, planted) => {
  expect(find(planted)).toContain(found);
});
