import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../lazy-page.ts';
import { rootRoute } from '../../root-route.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** The address book. */
export const contactsRoutes = [
  createRoute({
    ...page,
    path: '/contacts',
    component: lazyPage(() => import('./contacts-page.tsx'), 'ContactsPage'),
  }),
] as const;
