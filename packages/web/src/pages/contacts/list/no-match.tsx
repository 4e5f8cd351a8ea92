import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import type { ListSearch } from './list-search.ts';

/** The book holds contacts, and the question fits none of them. */
export function NoMatch({ search, isOld }: { search: ListSearch; isOld: boolean }) {
  const { t } = useTranslation();
  const { q, favorite, from } = search;
  return (
    <div role="status" className={isOld ? 'opacity-60' : ''}>
      <Empty
        action={
          <ButtonLink to="/contacts" search={{}}>
            {q === undefined && !favorite ? t('contacts.list.whole') : t('contacts.list.clear')}
          </ButtonLink>
        }
      >
        {q !== undefined && t(favorite ? 'contacts.list.no_favorite_match' : 'contacts.list.no_match', { q })}
        {q === undefined && favorite && t('contacts.list.no_favorites')}
        {q === undefined && !favorite && t('contacts.list.nobody_from', { letter: from ?? '' })}
      </Empty>
    </div>
  );
}
