import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';
import { readAccountsSearch, readEventsSearch } from './read-search.ts';

const page = { getParentRoute: () => rootRoute } as const;

/** What only administrators see. */
export const administrationRoutes = [
  createRoute({
    ...page,
    path: '/administration',
    component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/accounts',
    validateSearch: readAccountsSearch,
    component: lazyRouteComponent(() => import('./accounts/accounts-page.tsx'), 'AccountsPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/accounts/$id',
    component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/invitations',
    component: lazyRouteComponent(() => import('./invitations/invitations-page.tsx'), 'InvitationsPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/audit-log',
    validateSearch: readEventsSearch,
    component: lazyRouteComponent(() => import('./audit-log/audit-log-page.tsx'), 'AuditLogPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/mail',
    component: lazyRouteComponent(() => import('./mail/mail-page.tsx'), 'MailPage'),
  }),
  createRoute({
    ...page,
    path: '/administration/signing-keys',
    component: lazyRouteComponent(() => import('./signing-keys/signing-keys-page.tsx'), 'SigningKeysPage'),
  }),
] as const;
