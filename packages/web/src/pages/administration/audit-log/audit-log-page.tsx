import { useTranslation } from 'react-i18next';
import { pagesQuery, usePages } from '../../../session/use-pages.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { administration, administrationKey } from '../administration.ts';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { PagedTable } from '../paged-table.tsx';
import type { EventsSearch } from '../read-search.ts';
import { ActiveFilters } from './active-filters.tsx';
import { useEventColumns } from './event-columns.tsx';
import { EventDetails } from './event-details.tsx';
import { EventFilters } from './event-filters.tsx';
import { instantsOf } from './instants-of-days.ts';
import { useEventsSearch } from './use-events-search.ts';

export function AuditLogPage() {
  const { t } = useTranslation();
  return <AdministratorsOnly title={t('nav.audit_log')}>{() => <AuditLog />}</AdministratorsOnly>;
}

const eventsQuery = ({ account, type, ...days }: EventsSearch) =>
  pagesQuery([administrationKey, 'audit-events', { account, type, ...days }], ({ signal, ...page }) =>
    administration.listAuditEvents(
      { ...(account && { account_id: account }), ...(type && { type }), ...instantsOf(days), ...page },
      { signal },
    ),
  );

function AuditLog() {
  const { t } = useTranslation();
  const { search, clear } = useEventsSearch();
  const pages = usePages(eventsQuery(search));
  const columns = useEventColumns();
  const isFiltered = Object.keys(search).length > 0;
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('nav.audit_log')}</Heading>
        <p className="text-muted">{t('administration.audit.about')}</p>
      </div>
      <div className="flex flex-col gap-3">
        <EventFilters />
        <ActiveFilters />
      </div>
      <PagedTable
        label={t('nav.audit_log')}
        pages={pages}
        columns={columns}
        idOf={(event) => event.id}
        detail={(event) => <EventDetails event={event} />}
        empty={
          isFiltered ? (
            <Empty action={<Button onClick={clear}>{t('administration.clear_filters')}</Button>}>
              {t('administration.audit.no_match')}
            </Empty>
          ) : (
            <Empty>{t('administration.audit.empty')}</Empty>
          )
        }
      />
    </>
  );
}
