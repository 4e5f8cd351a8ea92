import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import type { ListRow } from './list-rows.ts';

interface ArrowKeysProps {
  rows: ListRow[];
  root: RefObject<HTMLElement | null>;
  tabStop: number;
  scrollTo: (index: number) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** The whole list is one stop of the tab key; arrows, Page and Home and End go from contact to contact. */
export function useArrowKeys({ rows, root, tabStop, scrollTo }: ArrowKeysProps) {
  const [wanted, setWanted] = useState<string | null>(null);
  // After scrolling, once the row has been drawn.
  useEffect(() => {
    const found = wanted === null ? null : root.current?.querySelector<HTMLElement>(`[data-contact="${wanted}"]`);
    if (!found) return;
    found.focus();
    setWanted(null);
  });
  return (event: KeyboardEvent) => {
    const index = targetOf(event.key, rows, tabStop);
    const row = rows[index];
    if (row?.kind !== 'contact') return;
    event.preventDefault();
    scrollTo(rows[index - 1]?.kind === 'letter' ? index - 1 : index);
    setWanted(row.contact.id);
  };
}

function targetOf(key: string, rows: ListRow[], from: number): number {
  if (key === 'Home') return rows.findIndex((row) => row.kind === 'contact');
  if (key === 'End') return rows.length - 1;
  const step = steps[key];
  if (step === undefined) return -1;
  const end = Math.min(Math.max(from + step, 0), rows.length - 1);
  // A heading is passed over, in the direction of the step.
  const aim = rows[end]?.kind === 'letter' ? end + Math.sign(step) : end;
  return aim < 0 ? from : aim;
}
