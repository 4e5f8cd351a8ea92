import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { Fragment, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DetailButton } from './detail-button.tsx';
import { type Column, type Sorting, type TableProps, toggled } from './table-parts.ts';

const head =
  'sticky top-0 z-2 h-11 border-b border-line bg-bg px-3 text-left text-13 font-medium text-muted first:pl-0';
const cell = 'h-11 border-b border-line px-3 py-[3px] first:pl-0 last:pr-0';

export function Grid<Row, By extends string>(props: TableProps<Row, By>) {
  const { label, columns, rows, idOf, sorting, detail } = props;
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  return (
    <table aria-label={label} className="w-full border-separate border-spacing-0 tabular-nums">
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.key} column={column} sorting={sorting} />
          ))}
          {detail && (
            <th scope="col" className={`${head} w-11`}>
              <span className="sr-only">{t('table.details')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = idOf(row);
          const isOpen = open.has(key);
          return (
            <Fragment key={key}>
              <tr className="relative transition-colors hover:bg-sunken">
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={`${cell} ${isOpen ? 'border-b-transparent' : ''} ${column.className ?? ''}`}
                  >
                    {column.cell(row) ?? <Nothing />}
                  </td>
                ))}
                {detail && (
                  <td className={`${cell} ${isOpen ? 'border-b-transparent' : ''} w-11 text-right`}>
                    <DetailButton
                      controls={`${id}-${key}`}
                      isOpen={isOpen}
                      onPress={() => setOpen(toggled(open, key))}
                    />
                  </td>
                )}
              </tr>
              {detail && isOpen && (
                <tr id={`${id}-${key}`}>
                  <td colSpan={columns.length + 1} className="border-b border-line pb-4">
                    {detail(row)}
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

/** For the eye; whoever listens hears an empty cell. */
function Nothing() {
  return (
    <span aria-hidden="true" className="text-muted">
      –
    </span>
  );
}

function Head<Row, By extends string>(props: { column: Column<Row, By>; sorting: Sorting<By> | undefined }) {
  const { column, sorting } = props;
  const { sort: by } = column;
  const look = `${head} ${column.className ?? ''}`;
  if (column.part === 'action') {
    return (
      <th scope="col" className={look}>
        <span className="sr-only">{column.head}</span>
      </th>
    );
  }
  if (by === undefined || sorting === undefined) {
    return (
      <th scope="col" className={look}>
        {column.head}
      </th>
    );
  }
  const isSorted = sorting.by === by;
  const Arrow = !isSorted ? ChevronsUpDown : sorting.order === 'asc' ? ArrowUp : ArrowDown;
  const word = sorting.order === 'asc' ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={isSorted ? word : 'none'} className={look}>
      <button
        type="button"
        onClick={() => sorting.onSort(by, isSorted && sorting.order === 'asc' ? 'desc' : 'asc')}
        className={`-mx-2 flex min-h-8 items-center gap-1 rounded-chip px-2 font-medium whitespace-nowrap hover:text-text pointer-coarse:min-h-11 ${isSorted ? 'text-text' : ''}`}
      >
        {column.head}
        <Arrow aria-hidden="true" size={14} strokeWidth={1.75} className="shrink-0" />
      </button>
    </th>
  );
}
