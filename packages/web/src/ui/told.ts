import { useSyncExternalStore } from 'react';

/** Short words for the person, with an undo where there is one. */
export interface Told {
  text: string;
  undo?: { label: string; onUndo: () => void };
}

/** Told, and not handed to the list yet. */
let waiting: readonly Told[] = [];
let hasTold = false;
const followers = new Set<() => void>();

const follow = (follower: () => void) => {
  followers.add(follower);
  return () => followers.delete(follower);
};

export function tell(told: Told): void {
  waiting = [...waiting, told];
  hasTold = true;
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

/** Whether anything has been told since the page was loaded. */
export function useHasTold(): boolean {
  return useSyncExternalStore(follow, () => hasTold);
}
