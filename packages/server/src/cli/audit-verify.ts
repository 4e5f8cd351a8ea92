import { sealAuditEvents } from '#features/audit-log/seal-audit-events.ts';
import { type AuditFault, type AuditVerdict, parseMark, verifyAuditLog } from '#features/audit-log/verify-audit-log.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { UsageError } from './refusals.ts';

export const auditVerify = command({
  about: `Walks the audit log from its first event to its last: each is sealed with a number and a code that only SECRET_KEY can
make, so an event that was changed, removed or cut off is named. What the service itself removes after 90 days is known and not
missed. A database that was put back to an earlier state looks whole from inside: keep the mark that is printed at the end in
another place, and give it with --since the next time.`,
  operands: [],
  options: {
    since: { value: 'MARK', about: 'what an earlier run printed: the log has to reach that far still' },
  },
  examples: [['audit verify', 'look at the whole log']],
  run: ({ values: { since } }) =>
    withOperatorContext(async (context) => {
      const mark = since === undefined ? undefined : parseMark(since);
      if (since !== undefined && mark === undefined)
        throw new UsageError('--since takes a mark that this command printed.');
      await sealAuditEvents(context);
      const verdict = await verifyAuditLog(context, mark);
      return { text: toText(verdict), json: toJson(verdict), exitCode: verdict.faults.length > 0 ? 1 : 0 };
    }),
});

function toText({ events, removed, mark, faults }: AuditVerdict): string {
  const count = `${events} ${events === 1 ? 'event' : 'events'}`;
  const swept = removed > 0 ? `, ${removed} removed by age` : '';
  if (faults.length === 0) return `The audit log is whole: ${count}${swept}.\nMark: ${mark ?? 'none yet'}`;
  const isUnproved = faults.every(({ kind }) => kind === 'unproved');
  const verdict = isUnproved ? 'A part of the audit log cannot be proved' : 'The audit log was changed';
  return [`${verdict} (${count}${swept}):`, ...faults.map((fault) => `  ${sentenceOf(fault)}`)].join('\n');
}

const sentences: Record<AuditFault['kind'], string> = {
  changed: 'was changed',
  unproved: 'was sealed under a SECRET_KEY that is not set, so nobody can tell whether it was changed',
  missing: 'is missing',
  gap_changed: 'is noted as removed by a note that we did not make',
  head_changed: 'is not where the log ended',
};

const sentenceOf = ({ kind, first, last, eventId }: AuditFault): string =>
  `event ${first}${last > first ? `–${last}` : ''}${eventId === undefined ? '' : ` (${eventId})`} ${sentences[kind]}`;

const toJson = ({ events, removed, mark, faults }: AuditVerdict) => ({
  is_whole: faults.length === 0,
  events,
  removed,
  mark,
  faults: faults.map(({ kind, first, last, eventId }) => ({ kind, first, last, event_id: eventId ?? null })),
});
