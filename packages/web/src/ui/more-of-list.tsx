import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

interface MoreOfListProps {
  /** Holds the entries as `li`, in one list or several. */
  listRef: RefObject<HTMLElement | null>;
  /** How many there are now. */
  count: number;
  /** There at all only while there is more. */
  more: (() => void) | undefined;
  isBusy: boolean;
}

/** "Show more" below a list; the focus goes on to the first of those that have come. */
export function MoreOfList({ listRef, count, more, isBusy }: MoreOfListProps) {
  const { t } = useTranslation();
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === null || count <= before.current) return;
    const first = listRef.current?.querySelectorAll('li')[before.current];
    before.current = null;
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }, [count, listRef]);
  if (!more) return null;
  const ask = () => {
    before.current = count;
    more();
  };
  return (
    <div>
      <Button isBusy={isBusy} onClick={ask}>
        {t('common.more')}
      </Button>
    </div>
  );
}
