import { getRouteApi } from '@tanstack/react-router';
import { focusPage } from '../keep-focus.ts';
import { type AccountsSearch, known, readAccountsSearch } from '../read-search.ts';

const route = getRouteApi('/administration/accounts');

/** What the address asks for, and how it is changed. */
export function useAccountsSearch() {
  const search = readAccountsSearch({ ...route.useSearch() });
  const navigate = route.useNavigate();
  return {
    search,
    /** Search as you type replaces the address: the back button leaves the search instead of going letter by letter. */
    choose: (part: { [Key in keyof AccountsSearch]: AccountsSearch[Key] | undefined }, isTyped = false) =>
      void navigate({
        search: (before) => known({ ...before, ...part }),
        replace: isTyped,
        resetScroll: false,
      }),
    clear: () => {
      // The button that clears goes with what it clears.
      focusPage();
      void navigate({ search: ({ sort, order }) => known({ sort, order }), resetScroll: false });
    },
  };
}
