import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../../session/use-pages.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { StillWorking } from '../../ui/still-working.tsx';
import { ListSkeleton } from './list-skeleton.tsx';

interface PagedListProps<Item> {
  label: string;
  pages: Pages<Item>;
  empty: ReactNode;
  row: (item: Item) => ReactNode;
}

/** A list as far as it has been read, and what can be said of the rest. */
export function PagedList<Item>({ label, pages, empty, row }: PagedListProps<Item>) {
  const { t } = useTranslation();
  const { items, error, retry, more, isBusyWithMore } = pages;
  return (
    <div className="flex flex-col gap-4">
      {error === null && !items && <ListSkeleton />}
      {items?.length === 0 && empty}
      {items && items.length > 0 && (
        <ul aria-label={label} className={`border-b border-line ${pages.isOld ? 'opacity-60' : ''}`}>
          {items.map(row)}
        </ul>
      )}
      {error !== null && <ProblemNotice error={error} />}
      {error !== null && (
        <div>
          <Button onClick={retry}>{t('common.try_again')}</Button>
        </div>
      )}
      {error === null && more && (
        <div>
          <Button isBusy={isBusyWithMore} onClick={more}>
            {t('common.more')}
          </Button>
          <StillWorking isOn={isBusyWithMore} />
        </div>
      )}
    </div>
  );
}

/** How a row of these lists looks, and how the one does whose details are open. */
export const rowLook =
  'flex min-h-16 items-center gap-3 border-t border-line px-3 py-2 transition-colors hover:bg-sunken aria-[current=page]:bg-accent-soft';
