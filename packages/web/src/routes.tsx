import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CrashPage } from './pages/crash/crash-page.tsx';
import { HomePage } from './pages/home/home-page.tsx';
import { NotFoundPage } from './pages/not-found/not-found-page.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { readEntrySearch } from './return-to/use-return-to.ts';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, validateSearch: readEntrySearch });

const page = { getParentRoute: () => root } as const;

const routeTree = root.addChildren([
  createRoute({ ...page, path: '/', component: HomePage }),
  createRoute({ ...page, path: '/sign-in', component: SignInPage }),
  createRoute({
    ...page,
    path: '/sign-up',
    component: lazyRouteComponent(() => import('./pages/sign-up/sign-up-page.tsx'), 'SignUpPage'),
  }),
  createRoute({
    ...page,
    path: '/invitation',
    component: lazyRouteComponent(() => import('./pages/invitation/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    ...page,
    path: '/check-your-mail',
    component: lazyRouteComponent(
      () => import('./pages/check-your-mail/check-your-mail-page.tsx'),
      'CheckYourMailPage',
    ),
  }),
  createRoute({
    ...page,
    path: '/verify-email',
    component: lazyRouteComponent(() => import('./pages/verify-email/verify-email-page.tsx'), 'VerifyEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/confirm-email',
    component: lazyRouteComponent(() => import('./pages/confirm-email/confirm-email-page.tsx'), 'ConfirmEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/forgotten-password',
    component: lazyRouteComponent(
      () => import('./pages/forgotten-password/forgotten-password-page.tsx'),
      'ForgottenPasswordPage',
    ),
  }),
  createRoute({
    ...page,
    path: '/reset-password',
    component: lazyRouteComponent(() => import('./pages/reset-password/reset-password-page.tsx'), 'ResetPasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/setup',
    component: lazyRouteComponent(() => import('./pages/setup/setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    ...page,
    path: '/account',
    component: lazyRouteComponent(() => import('./pages/account/profile-page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    ...page,
    path: '/account/name',
    component: lazyRouteComponent(() => import('./pages/own-name/own-name-page.tsx'), 'OwnNamePage'),
  }),
  createRoute({
    ...page,
    path: '/account/email',
    component: lazyRouteComponent(() => import('./pages/new-email/new-email-page.tsx'), 'NewEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/account/delete',
    component: lazyRouteComponent(() => import('./pages/delete-account/delete-account-page.tsx'), 'DeleteAccountPage'),
  }),
  createRoute({
    ...page,
    path: '/account/password',
    component: lazyRouteComponent(() => import('./pages/password/password-page.tsx'), 'PasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/account/devices',
    component: lazyRouteComponent(() => import('./pages/devices/devices-page.tsx'), 'DevicesPage'),
  }),
]);

/** Below the path of PUBLIC_URL, which the server has written into `<base>`. */
export const router = createRouter({
  routeTree,
  basepath: new URL(document.baseURI).pathname,
  defaultErrorComponent: CrashPage,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
