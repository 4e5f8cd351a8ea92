import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailButton } from './detail-button.tsx';
import { type Column, type Sorting, type TableProps, toggled } from './table-parts.ts';

export function Cards<Row, By extends string>(props: TableProps<Row, By>) {
  const { label, columns, rows, idOf, sorting, detail } = props;
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const of = (part: Column<Row, By>['part']) => columns.filter((column) => column.part === part);
  return (
    <>
      {sorting && <SortBy columns={columns} sorting={sorting} />}
      <ul aria-label={label} className="border-t border-line tabular-nums">
        {rows.map((row) => {
          const key = idOf(row);
          const isOpen = open.has(key);
          return (
            <li key={key} className="relative flex flex-col gap-2 border-b border-line py-3">
              <div className="flex items-start justify-between gap-2">
                <div className="wordy grow">
                  {of('title').map((column) => (
                    <div key={column.key}>{column.cell(row)}</div>
                  ))}
                </div>
                {detail && (
                  <DetailButton controls={`${id}-${key}`} isOpen={isOpen} onPress={() => setOpen(toggled(open, key))} />
                )}
              </div>
              <dl className="grid gap-x-8 gap-y-1 text-13 min-[40rem]:grid-cols-2">
                {of(undefined).map((column) => (
                  <Line key={column.key} head={column.head} content={column.cell(row)} />
                ))}
              </dl>
              {of('action').map((column) => (
                <div key={column.key}>{column.cell(row)}</div>
              ))}
              {detail && isOpen && <div id={`${id}-${key}`}>{detail(row)}</div>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Line({ head, content }: { head: string; content: ReactNode }) {
  if (content === null) return null;
  return (
    <div className="grid grid-cols-[112px_minmax(0,1fr)] gap-2">
      <dt className="text-muted">{head}</dt>
      <dd className="wordy">{content}</dd>
    </div>
  );
}

/** Cards have no headings to press. */
function SortBy<Row, By extends string>(props: { columns: readonly Column<Row, By>[]; sorting: Sorting<By> }) {
  const { columns, sorting } = props;
  const { t } = useTranslation();
  const id = useId();
  const Arrow = sorting.order === 'asc' ? ArrowUp : ArrowDown;
  const other = sorting.order === 'asc' ? 'desc' : 'asc';
  return (
    <div className="flex items-center gap-2 pb-3">
      <label htmlFor={id} className="text-13 text-muted">
        {t('table.sort_by')}
      </label>
      <div className="relative">
        <select
          id={id}
          value={sorting.by}
          onChange={(event) => {
            const by = columns.find((column) => column.sort === event.target.value)?.sort;
            if (by !== undefined) sorting.onSort(by, sorting.order);
          }}
          className="min-h-8 appearance-none rounded-control border border-control bg-surface pr-8 pl-3 text-16 pointer-coarse:min-h-11"
        >
          {columns
            .filter((column) => column.sort !== undefined)
            .map((column) => (
              <option key={column.key} value={column.sort}>
                {column.head}
              </option>
            ))}
        </select>
        <ChevronDown
          aria-hidden="true"
          size={18}
          strokeWidth={1.75}
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-muted"
        />
      </div>
      <button
        type="button"
        aria-label={t(sorting.order === 'asc' ? 'table.ascending' : 'table.descending')}
        onClick={() => sorting.onSort(sorting.by, other)}
        className="inline-flex size-8 items-center justify-center rounded-control border border-control bg-surface pointer-coarse:size-11"
      >
        <Arrow aria-hidden="true" size={18} strokeWidth={1.75} />
      </button>
    </div>
  );
}
