import { getRouteApi } from '@tanstack/react-router';
import { focusPage } from '../keep-focus.ts';
import { type EventsSearch, known, readEventsSearch } from '../read-search.ts';

const route = getRouteApi('/administration/audit-log');

/** What the address asks for, and how it is changed. */
export function useEventsSearch() {
  const search = readEventsSearch({ ...route.useSearch() });
  const navigate = route.useNavigate();
  return {
    search,
    choose: (part: { [Key in keyof EventsSearch]: EventsSearch[Key] | undefined }) =>
      void navigate({ search: (before) => known({ ...before, ...part }), resetScroll: false }),
    clear: () => {
      // The button that clears goes with what it clears.
      focusPage();
      void navigate({ search: {}, resetScroll: false });
    },
  };
}
