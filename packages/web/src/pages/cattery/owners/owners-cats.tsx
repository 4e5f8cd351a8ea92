import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../session/use-pages.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Section } from '../../../ui/rows.tsx';
import { catsQuery } from '../cattery.ts';
import { PagedList, rowLook } from '../paged-list.tsx';

/** The cats of one owner; each leads to its place among the cats. */
export function OwnersCats({ ownerId }: { ownerId: string }) {
  const { t } = useTranslation();
  const pages = usePages(catsQuery(ownerId));
  return (
    <Section title={t('nav.cats')}>
      <PagedList
        label={t('nav.cats')}
        pages={pages}
        empty={<p className="border-y border-line py-4 text-muted">{t('cattery.cats.none_of')}</p>}
        row={(cat) => (
          <li key={cat.id}>
            <Link to="/cats/$id" params={{ id: cat.id }} className={rowLook}>
              <span className="wordy grow font-medium">{cat.nickname}</span>
              <span className="text-13 text-muted">{t('cattery.cats.age_of', { count: cat.age })}</span>
            </Link>
          </li>
        )}
      />
      <div className="pt-4">
        <ButtonLink to="/cats/new" search={{ owner_id: ownerId }}>
          {t('cattery.cats.new')}
        </ButtonLink>
      </div>
    </Section>
  );
}
