import { Cards } from './table-cards.tsx';
import { Grid } from './table-grid.tsx';
import type { TableProps } from './table-parts.ts';
import { useMedia } from './use-media.ts';

/** Rows of 44 px below a heading that stays in sight; where there is no room for columns, a card for each row. */
export function Table<Row, By extends string = never>(props: TableProps<Row, By>) {
  const hasRoom = useMedia(props.isBroad ? '(min-width: 76rem)' : '(min-width: 64rem)');
  return (
    <div aria-busy={props.isOld || undefined} className={props.isOld ? 'opacity-60 transition-opacity' : ''}>
      {hasRoom ? <Grid {...props} /> : <Cards {...props} />}
    </div>
  );
}
