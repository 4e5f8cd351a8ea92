import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../lazy-page.ts';
import { rootRoute } from '../../root-route.tsx';
import { readCatsSearch } from './cats/cats-search.ts';

const page = { getParentRoute: () => rootRoute } as const;

const catsRoute = createRoute({
  ...page,
  path: '/cats',
  validateSearch: readCatsSearch,
  component: lazyPage(() => import('./cats/cats-page.tsx'), 'CatsPage'),
});
const oneCat = { getParentRoute: () => catsRoute } as const;

const ownersRoute = createRoute({
  ...page,
  path: '/owners',
  component: lazyPage(() => import('./owners/owners-page.tsx'), 'OwnersPage'),
});
const oneOwner = { getParentRoute: () => ownersRoute } as const;

// Declared before they are hung up: read in place, their types would be lost.
const catPages = [
  createRoute({
    ...oneCat,
    path: '/',
    component: lazyPage(() => import('./cats/no-cat.tsx'), 'NoCat'),
  }),
  createRoute({
    ...oneCat,
    path: '/new',
    component: lazyPage(() => import('./cats/new-cat.tsx'), 'NewCat'),
  }),
  createRoute({
    ...oneCat,
    path: '/$id',
    component: lazyPage(() => import('./cats/cat-detail.tsx'), 'CatDetail'),
  }),
  createRoute({
    ...oneCat,
    path: '/$id/edit',
    component: lazyPage(() => import('./cats/edit-cat.tsx'), 'EditCat'),
  }),
] as const;
const ownerPages = [
  createRoute({
    ...oneOwner,
    path: '/',
    component: lazyPage(() => import('./owners/no-owner.tsx'), 'NoOwner'),
  }),
  createRoute({
    ...oneOwner,
    path: '/new',
    component: lazyPage(() => import('./owners/new-owner.tsx'), 'NewOwner'),
  }),
  createRoute({
    ...oneOwner,
    path: '/$id',
    component: lazyPage(() => import('./owners/owner-detail.tsx'), 'OwnerDetail'),
  }),
  createRoute({
    ...oneOwner,
    path: '/$id/edit',
    component: lazyPage(() => import('./owners/edit-owner.tsx'), 'EditOwner'),
  }),
] as const;

/** Cats and their owners: each list stays while what stands beside it changes. */
export const catteryRoutes = [catsRoute.addChildren([...catPages]), ownersRoute.addChildren([...ownerPages])] as const;
