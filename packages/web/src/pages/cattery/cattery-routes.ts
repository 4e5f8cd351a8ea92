import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** Cats and their owners. */
export const catteryRoutes = [
  createRoute({
    ...page,
    path: '/cats',
    component: lazyRouteComponent(() => import('./cats-page.tsx'), 'CatsPage'),
  }),
  createRoute({
    ...page,
    path: '/owners',
    component: lazyRouteComponent(() => import('./owners-page.tsx'), 'OwnersPage'),
  }),
] as const;
