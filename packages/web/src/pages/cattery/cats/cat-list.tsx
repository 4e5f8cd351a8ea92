import type { Cat } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { Syringe } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../session/use-pages.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { catsQuery } from '../cattery.ts';
import { nameOfOwner } from '../owners/name-of-owner.ts';
import { PagedList, rowLook } from '../paged-list.tsx';
import { SampleData } from '../sample-data.tsx';
import { catsOf } from './cats-search.ts';

export function CatList({ ownerId }: { ownerId: string | undefined }) {
  const { t } = useTranslation();
  const pages = usePages(catsQuery(ownerId));
  return (
    <PagedList
      label={t('nav.cats')}
      pages={pages}
      row={(cat) => <CatRow key={cat.id} cat={cat} ownerId={ownerId} />}
      empty={
        ownerId === undefined ? (
          <SampleData action={<ButtonLink to="/cats/new">{t('cattery.cats.add')}</ButtonLink>}>
            {t('cattery.cats.none')}
          </SampleData>
        ) : (
          <NoneOfOwner />
        )
      }
    />
  );
}

function CatRow({ cat, ownerId }: { cat: Cat; ownerId: string | undefined }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link to="/cats/$id" params={{ id: cat.id }} search={catsOf(ownerId)} className={rowLook}>
        <span className="wordy grow">
          <span className="block font-medium">{cat.nickname}</span>
          <span className="block text-13 text-muted">
            {t('cattery.cats.age_of', { count: cat.age })} · {nameOfOwner(cat.owner)}
          </span>
        </span>
        {cat.vaccinated && (
          <>
            <Syringe aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0 text-success" />
            <span className="sr-only">{t('cattery.cats.vaccinated')}</span>
          </>
        )}
      </Link>
    </li>
  );
}

function NoneOfOwner() {
  const { t } = useTranslation();
  return (
    <Empty action={<ButtonLink to="/cats">{t('cattery.cats.all')}</ButtonLink>}>{t('cattery.cats.none_of')}</Empty>
  );
}
