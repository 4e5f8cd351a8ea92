import type { Owner } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../session/use-pages.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { ownersQuery } from '../cattery.ts';
import { PagedList, rowLook } from '../paged-list.tsx';
import { SampleData } from '../sample-data.tsx';
import { nameOfOwner } from './name-of-owner.ts';

export function OwnerList() {
  const { t } = useTranslation();
  const pages = usePages(ownersQuery);
  return (
    <PagedList
      label={t('nav.owners')}
      pages={pages}
      row={(owner) => <OwnerRow key={owner.id} owner={owner} />}
      empty={
        <SampleData action={<ButtonLink to="/owners/new">{t('cattery.owners.add')}</ButtonLink>}>
          {t('cattery.owners.none')}
        </SampleData>
      }
    />
  );
}

function OwnerRow({ owner }: { owner: Owner }) {
  return (
    <li>
      <Link to="/owners/$id" params={{ id: owner.id }} className={rowLook}>
        <span className="wordy grow">
          <span className="block font-medium">{nameOfOwner(owner)}</span>
          {owner.name !== null && <span className="block text-13 text-muted">{owner.email}</span>}
        </span>
      </Link>
    </li>
  );
}
