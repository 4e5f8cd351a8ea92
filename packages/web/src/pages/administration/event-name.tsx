import type { AuditEvent } from '@portress/sdk';
import { useEventWords } from './event-words.ts';

/** What happened: in words, and by the name that the audit log and its guide know it by. */
export function EventName({ type }: { type: AuditEvent['type'] }) {
  const words = useEventWords()(type);
  return (
    <span className="wordy flex flex-wrap items-baseline gap-x-2">
      {words !== null && <span>{words}</span>}
      <span className={`wordy font-mono text-13 ${words === null ? '' : 'text-muted'}`}>{type}</span>
    </span>
  );
}
