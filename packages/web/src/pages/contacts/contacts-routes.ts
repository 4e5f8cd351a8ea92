import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** The address book. */
export const contactsRoutes = [
  createRoute({
    ...page,
    path: '/contacts',
    component: lazyRouteComponent(() => import('./contacts-page.tsx'), 'ContactsPage'),
  }),
] as const;
