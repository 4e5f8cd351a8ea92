import { useTranslation } from 'react-i18next';
import { usePages } from '../../../session/use-pages.ts';
import { catsQuery } from '../cattery.ts';
import { useListedOwner } from '../use-address.ts';

/** Beside a list that has something to choose from. */
export function NoCat() {
  const { t } = useTranslation();
  const { items } = usePages(catsQuery(useListedOwner()));
  return items && items.length > 0 ? <p className="text-muted">{t('cattery.cats.choose')}</p> : null;
}
