import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../root-route.tsx';
import { HomePage } from './home/home-page.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** Where people come in: home, sign-up, sign-in, and what a mailed link opens. */
export const entryRoutes = [
  createRoute({ ...page, path: '/', component: HomePage }),
  createRoute({
    ...page,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    ...page,
    path: '/sign-up',
    component: lazyRouteComponent(() => import('./sign-up/sign-up-page.tsx'), 'SignUpPage'),
  }),
  createRoute({
    ...page,
    path: '/invitation',
    component: lazyRouteComponent(() => import('./invitation/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    ...page,
    path: '/check-your-mail',
    component: lazyRouteComponent(() => import('./check-your-mail/check-your-mail-page.tsx'), 'CheckYourMailPage'),
  }),
  createRoute({
    ...page,
    path: '/verify-email',
    component: lazyRouteComponent(() => import('./verify-email/verify-email-page.tsx'), 'VerifyEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/confirm-email',
    component: lazyRouteComponent(() => import('./confirm-email/confirm-email-page.tsx'), 'ConfirmEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/forgotten-password',
    component: lazyRouteComponent(
      () => import('./forgotten-password/forgotten-password-page.tsx'),
      'ForgottenPasswordPage',
    ),
  }),
  createRoute({
    ...page,
    path: '/reset-password',
    component: lazyRouteComponent(() => import('./reset-password/reset-password-page.tsx'), 'ResetPasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/setup',
    component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
  }),
] as const;
