import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { type Told, tell, useHasTold } from './told.ts';

/** Fetched with the first page that may tell something: the entry needs none of it. */
const loadList = async () => (await import('./toast-list.tsx')).ToastList;

// What was told is lost then; the page it was told on is not.
const ToastList = lazy(async () => ({ default: await loadList().catch((): (() => ReactNode) => () => null) }));

/** Short words that go by themselves; whoever hovers or focuses them keeps them. F6 reaches them from the keyboard. */
export function Toasts({ children }: { children: ReactNode }) {
  const hasTold = useHasTold();
  return (
    <>
      {children}
      {hasTold && (
        <Suspense>
          <ToastList />
        </Suspense>
      )}
    </>
  );
}

/** Tells what was done, and for 8 seconds offers to undo it. */
export function useToast(): (told: Told) => void {
  useEffect(() => {
    // Without a network it is fetched when it is needed.
    loadList().catch(() => {});
  }, []);
  return tell;
}
