import { useEffect, useRef } from 'react';

/** To the page as a whole, where what had the focus has gone. */
export function focusPage(): void {
  document.getElementById('main')?.focus({ preventScroll: true });
}

/** With a row its button goes, and the focus with it: it is taken back to the page. */
export function useKeepFocus(count: number | undefined): void {
  const before = useRef(count);
  useEffect(() => {
    const isLess = count !== undefined && before.current !== undefined && count < before.current;
    if (isLess && document.activeElement === document.body) focusPage();
    before.current = count;
  }, [count]);
}
