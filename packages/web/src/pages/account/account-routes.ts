import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** The own account: one section per route. */
export const accountRoutes = [
  createRoute({
    ...page,
    path: '/account',
    component: lazyRouteComponent(() => import('./profile-page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    ...page,
    path: '/account/name',
    component: lazyRouteComponent(() => import('../own-name/own-name-page.tsx'), 'OwnNamePage'),
  }),
  createRoute({
    ...page,
    path: '/account/picture',
    component: lazyRouteComponent(() => import('../own-picture/own-picture-page.tsx'), 'OwnPicturePage'),
  }),
  createRoute({
    ...page,
    path: '/account/region',
    component: lazyRouteComponent(() => import('../own-region/own-region-page.tsx'), 'OwnRegionPage'),
  }),
  createRoute({
    ...page,
    path: '/account/email',
    component: lazyRouteComponent(() => import('../new-email/new-email-page.tsx'), 'NewEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/account/delete',
    component: lazyRouteComponent(() => import('../delete-account/delete-account-page.tsx'), 'DeleteAccountPage'),
  }),
  createRoute({
    ...page,
    path: '/account/password',
    component: lazyRouteComponent(() => import('../password/password-page.tsx'), 'PasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/account/devices',
    component: lazyRouteComponent(() => import('../devices/devices-page.tsx'), 'DevicesPage'),
  }),
  createRoute({
    ...page,
    path: '/account/activity',
    component: lazyRouteComponent(() => import('../activity/activity-page.tsx'), 'ActivityPage'),
  }),
] as const;
