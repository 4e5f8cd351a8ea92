import { lazy, type ReactNode, Suspense, useEffect, useSyncExternalStore } from 'react';

export interface Told {
  text: string;
  undo?: { label: string; onUndo: () => void };
}

/** Told, and not handed to the list yet. */
let waiting: readonly Told[] = [];
let isListWanted = false;
const followers = new Set<() => void>();

const follow = (follower: () => void) => {
  followers.add(follower);
  return () => followers.delete(follower);
};

/** Fetched with the first page that may tell something: the entry needs none of it. */
const loadList = async () => (await import('./toast-list.tsx')).ToastList;

// What was told is lost then; the page it was told on is not.
const ToastList = lazy(async () => ({ default: await loadList().catch((): (() => ReactNode) => () => null) }));

function tell(told: Told): void {
  waiting = [...waiting, told];
  isListWanted = true;
  for (const follower of followers) follower();
}

/** Hands out what waits to be told; each is handed out once. */
export function takeTold(): readonly Told[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

export function useTold(): readonly Told[] {
  return useSyncExternalStore(follow, () => waiting);
}

/** Short words that go by themselves; whoever hovers or focuses them keeps them. F6 reaches them from the keyboard. */
export function Toasts({ children }: { children: ReactNode }) {
  const isWanted = useSyncExternalStore(follow, () => isListWanted);
  return (
    <>
      {children}
      {isWanted && (
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
