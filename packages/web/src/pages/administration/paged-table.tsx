import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../../session/use-pages.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import type { TableProps } from '../../ui/table-parts.ts';
import { useKeepFocus } from './keep-focus.ts';

interface PagedTableProps<Row, By extends string> extends Omit<TableProps<Row, By>, 'rows' | 'isOld'> {
  pages: Pages<Row>;
  /** Instead of a table without rows. */
  empty: ReactNode;
  /** Called when the wait that the service asked for is over. */
  onWaitOver?: () => void;
}

/** A list of the service, page by page, with every state that it may be in. */
export function PagedTable<Row, By extends string = never>(props: PagedTableProps<Row, By>) {
  const { pages, empty, onWaitOver, ...table } = props;
  const { items, error, more, isBusyWithMore, isOld } = pages;
  const { t } = useTranslation();
  const isEmpty = items?.length === 0;
  // A page of a search may be empty although later ones are not.
  const isGoingOn = isEmpty && more !== undefined && error === null;
  useEffect(() => {
    if (isGoingOn && !isBusyWithMore) more?.();
  }, [isGoingOn, isBusyWithMore, more]);
  useKeepFocus(items?.length);
  const end = useEnd(isBusyWithMore, more === undefined);
  return (
    <>
      {error !== null && (
        <>
          <ProblemNotice error={error} {...(onWaitOver && { onWaitOver })} />
          <div>
            <Button onClick={pages.retry}>{t('common.try_again')}</Button>
          </div>
        </>
      )}
      {((items === undefined && error === null) || isGoingOn) && <TableSkeleton />}
      {isEmpty && !isGoingOn && error === null && empty}
      {items !== undefined && !isEmpty && <Table {...table} rows={items} isOld={isOld} />}
      {more && !isEmpty && (
        <div>
          <Button isBusy={isBusyWithMore} onClick={more}>
            {t('common.more')}
          </Button>
        </div>
      )}
      <div ref={end} tabIndex={-1} />
    </>
  );
}

/** With the last page the button goes, and the focus with it: it stays at the end of the list. */
function useEnd(isBusy: boolean, isLast: boolean) {
  const end = useRef<HTMLDivElement>(null);
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !isBusy && isLast && document.activeElement === document.body) end.current?.focus();
    wasBusy.current = isBusy;
  }, [isBusy, isLast]);
  return end;
}

export function TableSkeleton() {
  return (
    <Skeleton>
      {['w-64', 'w-48', 'w-56', 'w-40', 'w-60', 'w-44'].map((width) => (
        <div key={width} className="flex h-11 items-center gap-8 border-b border-line">
          <SkeletonLine className={`h-5 ${width}`} />
          <SkeletonLine className="h-5 w-24" />
          <SkeletonLine className="h-5 w-24 max-wide:hidden" />
        </div>
      ))}
    </Skeleton>
  );
}
