import type { AuditEvent } from '@portress/sdk';
import { useEventWords } from '../../ui/event-words.ts';

/** What happened: in words, and by the name that the audit log and its guide know it by. */
export function EventName({ type, details }: Pick<AuditEvent, 'type' | 'details'>) {
  const { titleOf } = useEventWords();
  return (
    <span className="wordy flex flex-wrap items-baseline gap-x-2">
      <span>{titleOf({ type, details })}</span>
      <span translate="no" className="wordy font-mono text-13 text-muted">
        {type}
      </span>
    </span>
  );
}
