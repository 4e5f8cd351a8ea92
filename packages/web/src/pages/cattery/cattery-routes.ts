import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';
import { readCatsSearch } from './cats/cats-search.ts';

const page = { getParentRoute: () => rootRoute } as const;

const catsRoute = createRoute({
  ...page,
  path: '/cats',
  validateSearch: readCatsSearch,
  component: lazyRouteComponent(() => import('./cats/cats-page.tsx'), 'CatsPage'),
});
const oneCat = { getParentRoute: () => catsRoute } as const;

const ownersRoute = createRoute({
  ...page,
  path: '/owners',
  component: lazyRouteComponent(() => import('./owners/owners-page.tsx'), 'OwnersPage'),
});
const oneOwner = { getParentRoute: () => ownersRoute } as const;

/** Cats and their owners: each list stays while what stands beside it changes. */
export const catteryRoutes = [
  catsRoute.addChildren([
    createRoute({
      ...oneCat,
      path: '/',
      component: lazyRouteComponent(() => import('./cats/no-cat.tsx'), 'NoCat'),
    }),
    createRoute({
      ...oneCat,
      path: '/new',
      component: lazyRouteComponent(() => import('./cats/new-cat.tsx'), 'NewCat'),
    }),
    createRoute({
      ...oneCat,
      path: '/$id',
      component: lazyRouteComponent(() => import('./cats/cat-detail.tsx'), 'CatDetail'),
    }),
    createRoute({
      ...oneCat,
      path: '/$id/edit',
      component: lazyRouteComponent(() => import('./cats/edit-cat.tsx'), 'EditCat'),
    }),
  ]),
  ownersRoute.addChildren([
    createRoute({
      ...oneOwner,
      path: '/',
      component: lazyRouteComponent(() => import('./owners/no-owner.tsx'), 'NoOwner'),
    }),
    createRoute({
      ...oneOwner,
      path: '/new',
      component: lazyRouteComponent(() => import('./owners/new-owner.tsx'), 'NewOwner'),
    }),
    createRoute({
      ...oneOwner,
      path: '/$id',
      component: lazyRouteComponent(() => import('./owners/owner-detail.tsx'), 'OwnerDetail'),
    }),
    createRoute({
      ...oneOwner,
      path: '/$id/edit',
      component: lazyRouteComponent(() => import('./owners/edit-owner.tsx'), 'EditOwner'),
    }),
  ]),
] as const;
