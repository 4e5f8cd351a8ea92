import { useTranslation } from 'react-i18next';
import { usePages } from '../../../session/use-pages.ts';
import { ownersQuery } from '../cattery.ts';

/** Beside a list that has somebody to choose from. */
export function NoOwner() {
  const { t } = useTranslation();
  const { items } = usePages(ownersQuery);
  return items && items.length > 0 ? <p className="text-muted">{t('cattery.owners.choose')}</p> : null;
}
