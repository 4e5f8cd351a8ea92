import type { Account, CountedPage } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';

/** Up to so many matches of a search are counted. */
const mostCounted = 10_000;

/** How many there are. */
export function Total({ first, isSearched }: { first: CountedPage<Account> | undefined; isSearched: boolean }) {
  const { t } = useTranslation();
  const count = first?.total ?? 0;
  const number = new Intl.NumberFormat(spokenLanguage()).format(count);
  const isCapped = isSearched && count >= mostCounted;
  return (
    <p role="status" className="text-muted tabular-nums">
      {first && t(isCapped ? 'administration.accounts.more_than' : 'administration.accounts.total', { count, number })}
    </p>
  );
}
