import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from './pages/account/account-routes.ts';
import { administrationRoutes } from './pages/administration/administration-routes.ts';
import { catteryRoutes } from './pages/cattery/cattery-routes.ts';
import { contactsRoutes } from './pages/contacts/contacts-routes.ts';
import { CrashPage } from './pages/entry/crash/crash-page.tsx';
import { entryRoutes } from './pages/entry/entry-routes.ts';
import { rootRoute } from './root-route.tsx';

const routeTree = rootRoute.addChildren([
  ...entryRoutes,
  ...accountRoutes,
  ...contactsRoutes,
  ...catteryRoutes,
  ...administrationRoutes,
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
