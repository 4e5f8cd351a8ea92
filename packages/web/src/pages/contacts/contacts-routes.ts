import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../lazy-page.ts';
import { rootRoute } from '../../root-route.tsx';
import { readWindowSearch } from './birthdays/window-search.ts';
import { readListSearch } from './list/list-search.ts';

const page = { getParentRoute: () => rootRoute } as const;

/** Stays as it is, list and all, while one contact after another is looked at. */
const bookRoute = createRoute({
  ...page,
  id: 'address-book',
  validateSearch: readListSearch,
  component: lazyPage(() => import('./book-page.tsx'), 'BookPage'),
});

const inBook = { getParentRoute: () => bookRoute } as const;

// Declared before they are hung up: read in place, their types would be lost.
const bookPages = [
  createRoute({
    ...inBook,
    path: '/contacts',
    component: lazyPage(() => import('./detail/nobody-chosen.tsx'), 'NobodyChosen'),
  }),
  createRoute({
    ...inBook,
    path: '/contacts/new',
    component: lazyPage(() => import('./form/new-contact.tsx'), 'NewContact'),
  }),
  createRoute({
    ...inBook,
    path: '/contacts/$id',
    component: lazyPage(() => import('./detail/contact-detail.tsx'), 'ContactDetail'),
  }),
  createRoute({
    ...inBook,
    path: '/contacts/$id/edit',
    component: lazyPage(() => import('./form/edit-contact.tsx'), 'EditContact'),
  }),
] as const;

/** The address book. */
export const contactsRoutes = [
  bookRoute.addChildren([...bookPages]),
  createRoute({
    ...page,
    path: '/contacts/birthdays',
    validateSearch: readWindowSearch,
    component: lazyPage(() => import('./birthdays/birthdays-page.tsx'), 'BirthdaysPage'),
  }),
  createRoute({
    ...page,
    path: '/contacts/import',
    component: lazyPage(() => import('./transfer/import-page.tsx'), 'ImportPage'),
  }),
] as const;
