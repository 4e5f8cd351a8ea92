import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';
import { readWindowSearch } from './birthdays/window-search.ts';
import { readListSearch } from './list/list-search.ts';

/** Stays as it is, list and all, while one contact after another is looked at. */
const bookRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'address-book',
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import('./book-page.tsx'), 'BookPage'),
});

const inBook = { getParentRoute: () => bookRoute } as const;

/** The address book. */
export const contactsRoutes = [
  bookRoute.addChildren([
    createRoute({
      ...inBook,
      path: '/contacts',
      component: lazyRouteComponent(() => import('./detail/nobody-chosen.tsx'), 'NobodyChosen'),
    }),
    createRoute({
      ...inBook,
      path: '/contacts/new',
      component: lazyRouteComponent(() => import('./form/new-contact.tsx'), 'NewContact'),
    }),
    createRoute({
      ...inBook,
      path: '/contacts/$id',
      component: lazyRouteComponent(() => import('./detail/contact-detail.tsx'), 'ContactDetail'),
    }),
    createRoute({
      ...inBook,
      path: '/contacts/$id/edit',
      component: lazyRouteComponent(() => import('./form/edit-contact.tsx'), 'EditContact'),
    }),
  ]),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/contacts/birthdays',
    validateSearch: readWindowSearch,
    component: lazyRouteComponent(() => import('./birthdays/birthdays-page.tsx'), 'BirthdaysPage'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/contacts/import',
    component: lazyRouteComponent(() => import('./transfer/import-page.tsx'), 'ImportPage'),
  }),
] as const;
