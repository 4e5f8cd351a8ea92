import { Link, useNavigate } from '@tanstack/react-router';
import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../../ui/search-field.tsx';
import { type ListSearch, useListSearch } from './list-search.ts';
import { useTypedQuery } from './use-typed-query.ts';

const chip =
  'inline-flex min-h-8 items-center gap-2 rounded-chip border px-3 text-13 font-medium transition-colors pointer-coarse:min-h-11';

/** What narrows the list down, and what of it is in force. */
export function ListHead() {
  const { t } = useTranslation();
  const [typed, setTyped] = useTypedQuery();
  const search = useListSearch();
  return (
    <>
      <SearchField label={t('contacts.list.search')} value={typed} onChange={setTyped} />
      <div className="flex flex-wrap gap-2">
        <FavoritesChip search={search} />
        {search.from !== undefined && (
          <Link
            to="."
            search={withoutFrom}
            replace
            className={`${chip} border-transparent bg-accent-soft text-accent hover:text-accent-hover`}
          >
            {t('contacts.list.from_beginning', { letter: search.from })}
          </Link>
        )}
      </div>
    </>
  );
}

const withoutFrom = ({ favorite }: ListSearch): ListSearch => (favorite ? { favorite } : {});

function FavoritesChip({ search }: { search: ListSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isOn = search.favorite === true;
  const turn = ({ favorite, ...rest }: ListSearch): ListSearch => (favorite ? rest : { ...rest, favorite: true });
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => void navigate({ to: '.', search: turn, resetScroll: false })}
      className={`${chip} ${isOn ? 'border-accent bg-accent-soft text-accent' : 'border-control bg-surface text-muted hover:text-text'}`}
    >
      <Star aria-hidden="true" size={16} strokeWidth={1.75} className={isOn ? 'fill-current' : ''} />
      {t('contacts.list.favorites')}
    </button>
  );
}
