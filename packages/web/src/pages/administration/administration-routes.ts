import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../lazy-page.ts';
import { rootRoute } from '../../root-route.tsx';
import { readAccountsSearch, readEventsSearch } from './read-search.ts';

const page = { getParentRoute: () => rootRoute } as const;

/** What only administrators see. */
export const administrationRoutes = [
  createRoute({
    ...page,
    path: '/administration',
    component: lazyPage(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/accounts',
    validateSearch: readAccountsSearch,
    component: lazyPage(() => import('./accounts/accounts-page.tsx'), 'AccountsPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/accounts/$id',
    component: lazyPage(() => import('./account/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/invitations',
    component: lazyPage(() => import('./invitations/invitations-page.tsx'), 'InvitationsPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/audit-log',
    validateSearch: readEventsSearch,
    component: lazyPage(() => import('./audit-log/audit-log-page.tsx'), 'AuditLogPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/mail',
    component: lazyPage(() => import('./mail/mail-page.tsx'), 'MailPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/signing-keys',
    component: lazyPage(() => import('./signing-keys/signing-keys-page.tsx'), 'SigningKeysPage'),
  }),
] as const;
