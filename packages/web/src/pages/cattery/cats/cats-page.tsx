import { Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { ButtonLink } from '../../../ui/button.tsx';
import { ListAndDetail } from '../../../ui/list-and-detail.tsx';
import { ListHead } from '../list-head.tsx';
import { useListedOwner } from '../use-address.ts';
import { CatList } from './cat-list.tsx';
import { catsOf } from './cats-search.ts';
import { OwnerFilter } from './owner-filter.tsx';

export function CatsPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('nav.cats')} width="split">
      {() => <Cats />}
    </SignedInOnly>
  );
}

function Cats() {
  const { t } = useTranslation();
  const ownerId = useListedOwner();
  const isDetailOpen = useRouterState({ select: ({ location }) => !/^\/cats\/?$/.test(location.pathname) });
  return (
    <ListAndDetail
      isDetailOpen={isDetailOpen}
      head={
        <>
          <ListHead
            title={t('nav.cats')}
            isDetailOpen={isDetailOpen}
            action={
              <ButtonLink to="/cats/new" search={catsOf(ownerId)}>
                {t('cattery.cats.new')}
              </ButtonLink>
            }
          />
          {ownerId !== undefined && <OwnerFilter ownerId={ownerId} />}
        </>
      }
      list={<CatList ownerId={ownerId} />}
      detail={<Outlet />}
    />
  );
}
