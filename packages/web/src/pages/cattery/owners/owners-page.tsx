import { Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { ButtonLink } from '../../../ui/button.tsx';
import { ListAndDetail } from '../../../ui/list-and-detail.tsx';
import { ListHead } from '../list-head.tsx';
import { OwnerList } from './owner-list.tsx';

export function OwnersPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly title={t('nav.owners')} width="split">
      {() => <Owners />}
    </SignedInOnly>
  );
}

function Owners() {
  const { t } = useTranslation();
  const isDetailOpen = useRouterState({ select: ({ location }) => !/^\/owners\/?$/.test(location.pathname) });
  return (
    <ListAndDetail
      isDetailOpen={isDetailOpen}
      head={
        <ListHead
          title={t('nav.owners')}
          isDetailOpen={isDetailOpen}
          action={<ButtonLink to="/owners/new">{t('cattery.owners.new')}</ButtonLink>}
        />
      }
      list={<OwnerList />}
      detail={<Outlet />}
    />
  );
}
