import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';

/**
 * A page that is fetched when somebody goes there. Of its module only the names are looked at: pages ask the router for the
 * types of their addresses, and a router that asked for the types of its pages would get "any" back.
 */
export function lazyPage<Module extends object>(load: () => Promise<Module>, name: keyof Module & string) {
  return lazyRouteComponent(load as unknown as () => Promise<Record<string, ComponentType>>, name);
}
