import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../lazy-page.ts';
import { rootRoute } from '../../root-route.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** The own account: one section per route. */
export const accountRoutes = [
  createRoute({
    ...page,
    path: '/account',
    component: lazyPage(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    ...page,
    path: '/account/name',
    component: lazyPage(() => import('./own-name/own-name-page.tsx'), 'OwnNamePage'),
  }),
  createRoute({
    ...page,
    path: '/account/picture',
    component: lazyPage(() => import('./own-picture/own-picture-page.tsx'), 'OwnPicturePage'),
  }),
  createRoute({
    ...page,
    path: '/account/region',
    component: lazyPage(() => import('./own-region/own-region-page.tsx'), 'OwnRegionPage'),
  }),
  createRoute({
    ...page,
    path: '/account/email',
    component: lazyPage(() => import('./new-email/new-email-page.tsx'), 'NewEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/account/delete',
    component: lazyPage(() => import('./delete-account/delete-account-page.tsx'), 'DeleteAccountPage'),
  }),
  createRoute({
    ...page,
    path: '/account/password',
    component: lazyPage(() => import('./password/password-page.tsx'), 'PasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/account/devices',
    component: lazyPage(() => import('./devices/devices-page.tsx'), 'DevicesPage'),
  }),
  createRoute({
    ...page,
    path: '/account/activity',
    component: lazyPage(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
  }),
] as const;
