import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../lazy-page.ts';
import { rootRoute } from '../../root-route.tsx';
import { HomePage } from './home/home-page.tsx';

const page = { getParentRoute: () => rootRoute } as const;

/** Where people come in: home, sign-up, sign-in, and what a mailed link opens. */
export const entryRoutes = [
  createRoute({ ...page, path: '/', component: HomePage }),
  createRoute({
    ...page,
    path: '/sign-in',
    component: lazyPage(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    ...page,
    path: '/sign-up',
    component: lazyPage(() => import('./sign-up/sign-up-page.tsx'), 'SignUpPage'),
  }),
  createRoute({
    ...page,
    path: '/invitation',
    component: lazyPage(() => import('./invitation/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    ...page,
    path: '/check-your-mail',
    component: lazyPage(() => import('./check-your-mail/check-your-mail-page.tsx'), 'CheckYourMailPage'),
  }),
  createRoute({
    ...page,
    path: '/verify-email',
    component: lazyPage(() => import('./verify-email/verify-email-page.tsx'), 'VerifyEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/confirm-email',
    component: lazyPage(() => import('./confirm-email/confirm-email-page.tsx'), 'ConfirmEmailPage'),
  }),
  createRoute({
    ...page,
    path: '/forgotten-password',
    component: lazyPage(() => import('./forgotten-password/forgotten-password-page.tsx'), 'ForgottenPasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/reset-password',
    component: lazyPage(() => import('./reset-password/reset-password-page.tsx'), 'ResetPasswordPage'),
  }),
  createRoute({
    ...page,
    path: '/setup',
    component: lazyPage(() => import('./setup/setup-page.tsx'), 'SetupPage'),
  }),
] as const;
