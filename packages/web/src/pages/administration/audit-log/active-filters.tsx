import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { formatDay } from '../../../ui/days.ts';
import { useEventWords } from '../../../ui/event-words.ts';
import { focusPage } from '../keep-focus.ts';
import type { EventsSearch } from '../read-search.ts';
import { useEventsSearch } from './use-events-search.ts';

/** What the list is narrowed to, each with its way out. */
export function ActiveFilters() {
  const { t } = useTranslation();
  const { titleOf } = useEventWords();
  const { search, choose, clear } = useEventsSearch();
  const language = spokenLanguage();
  const told: { key: keyof EventsSearch; text: string | undefined }[] = [
    { key: 'type', text: search.type && titleOf({ type: search.type, details: {} }) },
    { key: 'account', text: search.account && t('administration.audit.of_account', { id: search.account }) },
    {
      key: 'from',
      text:
        search.from &&
        t('administration.audit.since', { day: formatDay(search.from, language, { dateStyle: 'medium' }) }),
    },
    {
      key: 'to',
      text:
        search.to && t('administration.audit.until', { day: formatDay(search.to, language, { dateStyle: 'medium' }) }),
    },
  ];
  const active = told.filter(({ text }) => text !== undefined);
  if (active.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {active.map(({ key, text }) => (
        <li key={key} className="wordy">
          <FilterChip
            text={text ?? ''}
            onRemove={() => {
              focusPage();
              choose({ [key]: undefined });
            }}
          />
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <button
            type="button"
            onClick={clear}
            className="min-h-8 rounded-chip px-2 text-13 font-medium text-accent hover:bg-sunken pointer-coarse:min-h-11"
          >
            {t('administration.clear_filters')}
          </button>
        </li>
      )}
    </ul>
  );
}

function FilterChip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-label={t('administration.remove_filter', { filter: text })}
      onClick={onRemove}
      className="wordy inline-flex min-h-8 items-center gap-2 rounded-chip bg-accent-soft px-3 text-left text-13 font-medium text-accent hover:text-accent-hover pointer-coarse:min-h-11"
    >
      <span className="wordy">{text}</span>
      <X aria-hidden="true" size={14} strokeWidth={2} className="shrink-0" />
    </button>
  );
}
