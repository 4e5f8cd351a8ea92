import { type HistoryState, useRouterState } from '@tanstack/react-router';

/** What the page before this one told it. */
export function useHistoryState(): HistoryState {
  return useRouterState({ select: (state) => state.location.state });
}
