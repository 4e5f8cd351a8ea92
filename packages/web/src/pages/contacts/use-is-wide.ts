import { useSyncExternalStore } from 'react';

/** The breakpoint of the stylesheet. */
const wide = window.matchMedia('(min-width: 48rem)');

function follow(notify: () => void) {
  wide.addEventListener('change', notify);
  return () => wide.removeEventListener('change', notify);
}

/** Whether list and detail stand side by side. */
export function useIsWide(): boolean {
  return useSyncExternalStore(follow, () => wide.matches);
}
