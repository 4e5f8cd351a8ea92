import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../forms/select-field.tsx';
import { useEventWords } from '../../../ui/event-words.ts';
import { eventTypes } from '../event-types.ts';
import { AccountFilter } from './account-filter.tsx';
import { DayFilter } from './day-filter.tsx';
import { useEventsSearch } from './use-events-search.ts';

/** Whose, what and when; each acts at once and stands in the address. */
export function EventFilters() {
  const { t } = useTranslation();
  const { titleOf } = useEventWords();
  const { search, choose } = useEventsSearch();
  const types = eventTypes.map((type) => ({ type, label: titleOf({ type, details: {} }) }));
  return (
    <div className="grid gap-x-4 gap-y-3 wide:grid-cols-2 min-[75rem]:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <SelectField
        label={t('administration.audit.type')}
        value={search.type ?? ''}
        onChange={(event) => choose({ type: eventTypes.find((type) => type === event.target.value) })}
      >
        <option value="">{t('administration.audit.any_type')}</option>
        {types.map(({ type, label }) => (
          <option key={type} value={type}>
            {label}
          </option>
        ))}
      </SelectField>
      <AccountFilter asked={search.account} onAsk={(account) => choose({ account })} />
      <DayFilter
        label={t('administration.audit.from')}
        asked={search.from}
        max={search.to}
        onAsk={(from) => choose({ from })}
      />
      <DayFilter
        label={t('administration.audit.to')}
        asked={search.to}
        min={search.from}
        onAsk={(to) => choose({ to })}
      />
    </div>
  );
}
