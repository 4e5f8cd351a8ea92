import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useIsWide } from '../use-is-wide.ts';
import { type ListRow, rowHeight } from './list-rows.ts';
import { useArrowKeys } from './use-arrow-keys.ts';
import { withTabStop } from './with-tab-stop.ts';

interface LongListProps {
  label: string;
  rows: ListRow[];
  /** Begins again at the top when this changes. */
  listKey: string;
  /** Called when the end comes near. */
  onEndNear: () => void;
  drawRow: (row: ListRow, tabStop: { isTabStop: boolean; onFocus: () => void }) => ReactNode;
}

const beyondTheEdge = 12;
/** Of what is there, still unseen, when more is asked for. */
const pagesAhead = 40;

/** A list of any length, of which only what can be seen is drawn; a phone scrolls the whole page, a desk the list. */
export function LongList(props: LongListProps) {
  return useIsWide() ? <InItsOwnFrame {...props} /> : <InThePage {...props} />;
}

interface Scene extends LongListProps {
  root: RefObject<HTMLUListElement | null>;
  tabStop: number;
  setTabStop: (index: number) => void;
  margin: number;
  estimateSize: (index: number) => number;
  getItemKey: (index: number) => string | number;
}

function useScene(props: LongListProps, offsetOf: (root: HTMLElement) => number): Scene {
  const root = useRef<HTMLUListElement>(null);
  const [tabStop, setTabStop] = useState(-1);
  const [margin, setMargin] = useState(0);
  // What stands above the list comes and goes.
  useLayoutEffect(() => {
    if (root.current) setMargin(offsetOf(root.current));
  });
  const { rows } = props;
  // Another function would have every row measured anew, at each turn of the wheel.
  const estimateSize = useCallback((index: number) => rowHeight(rows[index]), [rows]);
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  return { ...props, root, tabStop, setTabStop, margin, estimateSize, getItemKey };
}

const optionsOf = ({ rows, tabStop, margin, estimateSize, getItemKey }: Scene) => ({
  count: rows.length,
  estimateSize,
  getItemKey,
  overscan: beyondTheEdge,
  scrollMargin: margin,
  rangeExtractor: withTabStop(tabStop),
});

function InItsOwnFrame(props: LongListProps) {
  const scene = useScene(props, (root) => root.offsetTop);
  const { root } = scene;
  const getScrollElement = useCallback(() => root.current?.closest<HTMLElement>('[data-scrolls]') ?? null, [root]);
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({ ...optionsOf(scene), getScrollElement });
  return <Drawn {...scene} virtualizer={virtualizer} />;
}

function InThePage(props: LongListProps) {
  const scene = useScene(props, (root) => root.getBoundingClientRect().top + window.scrollY);
  const virtualizer = useWindowVirtualizer<HTMLElement>(optionsOf(scene));
  return <Drawn {...scene} virtualizer={virtualizer} />;
}

type DrawnProps<Frame extends HTMLElement | Window> = Scene & { virtualizer: Virtualizer<Frame, HTMLElement> };

function Drawn<Frame extends HTMLElement | Window>(props: DrawnProps<Frame>) {
  const { virtualizer, rows, root, label, listKey, onEndNear, drawRow, tabStop, setTabStop, margin } = props;
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - pagesAhead) onEndNear();
  }, [last, rows.length, onEndNear]);
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    if (!isFirst.current) virtualizer.scrollToOffset(0);
    isFirst.current = false;
    setTabStop(-1);
  }, [listKey]);
  const onKeyDown = useArrowKeys({ rows, root, tabStop, scrollTo: (index) => virtualizer.scrollToIndex(index) });
  const first = rows.findIndex((row) => row.kind === 'contact');
  return (
    <ul
      ref={root}
      aria-label={label}
      onKeyDown={onKeyDown}
      data-arrows
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {shown.map(({ index, key, start, size }) => {
        const row = rows[index];
        return (
          row && (
            <li
              key={key}
              className="absolute inset-x-0 top-0"
              style={{ height: size, transform: `translateY(${start - margin}px)` }}
            >
              {drawRow(row, {
                isTabStop: index === (tabStop === -1 ? first : tabStop),
                onFocus: () => setTabStop(index),
              })}
            </li>
          )
        );
      })}
    </ul>
  );
}
